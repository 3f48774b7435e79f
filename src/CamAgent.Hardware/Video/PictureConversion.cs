using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CamAgent.Hardware.Video;

/// <summary>Pictures of every layout to I420. 4:2:2 becomes 4:2:0 by the mean of each two rows' colours, rounded up.</summary>
/// <remarks>The vector loops are compiled at their best from the first picture on: unoptimized they take fifteen times as long, and so a camera's
/// first second would lag.</remarks>
internal static class PictureConversion
{
    /// <param name="target">Of the picture's size.</param>
    public static void ToI420(in RawPicture picture, I420Buffer target)
    {
        if (target.Width != picture.Width || target.Height != picture.Height)
            throw new ArgumentException($"A picture of {picture.Width}x{picture.Height} does not fit {target.Width}x{target.Height}.", nameof(target));
        switch (picture.Layout)
        {
            case PictureLayout.I420:
                CopyPlane(picture.Luma, picture.LumaStride, target.Luma, target.Width, target.Height);
                CopyPlane(picture.Blue, picture.ChromaStride, target.Blue, target.ChromaWidth, target.Height / 2);
                CopyPlane(picture.Red, picture.ChromaStride, target.Red, target.ChromaWidth, target.Height / 2);
                break;
            case PictureLayout.Nv12:
                FromSemiPlanar(picture, target, target.Blue, target.Red);
                break;
            case PictureLayout.Nv21:
                FromSemiPlanar(picture, target, target.Red, target.Blue);
                break;
            case PictureLayout.Yuyv:
                FromPacked(picture, target, lumaShift: 0);
                break;
            case PictureLayout.Uyvy:
                FromPacked(picture, target, lumaShift: 8);
                break;
            default:
                throw new ArgumentException($"{picture.Layout} is not known.", nameof(picture));
        }
    }

    public static void CopyPlane(ReadOnlySpan<byte> from, int stride, Span<byte> to, int width, int height)
    {
        if (stride == width)
        {
            from[..(width * height)].CopyTo(to);
            return;
        }

        for (var y = 0; y < height; y++)
            from.Slice(y * stride, width).CopyTo(to[(y * width)..]);
    }

    private static void FromSemiPlanar(in RawPicture picture, I420Buffer target, Span<byte> evens, Span<byte> odds)
    {
        CopyPlane(picture.Luma, picture.LumaStride, target.Luma, target.Width, target.Height);
        for (var y = 0; y < target.Height / 2; y++)
        {
            var pairs = picture.Chroma.Slice(y * picture.ChromaStride, target.Width);
            Separate(pairs, evens.Slice(y * target.ChromaWidth, target.ChromaWidth), odds.Slice(y * target.ChromaWidth, target.ChromaWidth));
        }
    }

    private static void FromPacked(in RawPicture picture, I420Buffer target, int lumaShift)
    {
        for (var y = 0; y < target.Height; y += 2)
        {
            var upper = picture.Packed.Slice(y * picture.LumaStride, 2 * target.Width);
            var lower = picture.Packed.Slice((y + 1) * picture.LumaStride, 2 * target.Width);
            var luma = target.Luma.Slice(y * target.Width, 2 * target.Width);
            Extract(upper, luma[..target.Width], lumaShift);
            Extract(lower, luma[target.Width..], lumaShift);
            MeanChroma(
                upper,
                lower,
                target.Blue.Slice(y / 2 * target.ChromaWidth, target.ChromaWidth),
                target.Red.Slice(y / 2 * target.ChromaWidth, target.ChromaWidth),
                8 - lumaShift);
        }
    }

    /// <summary>Every even byte, and every odd byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Separate(ReadOnlySpan<byte> pairs, Span<byte> evens, Span<byte> odds)
    {
        var source = MemoryMarshal.Cast<byte, ushort>(pairs);
        var even = evens[..source.Length];
        var odd = odds[..source.Length];
        var x = 0;
        for (; x <= even.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            var (first, second) = Load(source, x);
            Narrow(first, second, 0).CopyTo(even[x..]);
            Narrow(first, second, 8).CopyTo(odd[x..]);
        }

        for (; x < even.Length; x++)
        {
            even[x] = pairs[2 * x];
            odd[x] = pairs[(2 * x) + 1];
        }
    }

    /// <summary>One byte of each pair: the first with a shift of 0, the second with 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Extract(ReadOnlySpan<byte> pairs, Span<byte> bytes, int shift)
    {
        var source = MemoryMarshal.Cast<byte, ushort>(pairs);
        var target = bytes[..source.Length];
        var x = 0;
        for (; x <= target.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            var (first, second) = Load(source, x);
            Narrow(first, second, shift).CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
            target[x] = (byte)(source[x] >> shift);
    }

    /// <summary>Of two rows of packed 4:2:2 the colours' mean: blue of even pixels, red of odd ones.</summary>
    /// <param name="shift">Where colour lies in each two bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MeanChroma(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> blue, Span<byte> red, int shift)
    {
        var above = MemoryMarshal.Cast<byte, ushort>(upper);
        var below = MemoryMarshal.Cast<byte, ushort>(lower);
        var pixels = above.Length;
        var x = 0;
        for (; x <= pixels - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            var (first, second) = Load(above, x);
            var (third, fourth) = Load(below, x);
            var (a, b) = (Narrow(first, second, shift), Narrow(third, fourth, shift));
            var mean = Mean(a, b).AsUInt16();
            var separated = Vector128.Narrow(mean & Vector128.Create((ushort)0xFF), mean >>> 8);
            separated.GetLower().CopyTo(blue[(x / 2)..]);
            separated.GetUpper().CopyTo(red[(x / 2)..]);
        }

        for (; x < pixels; x += 2)
        {
            blue[x / 2] = Mean((byte)(above[x] >> shift), (byte)(below[x] >> shift));
            red[x / 2] = Mean((byte)(above[x + 1] >> shift), (byte)(below[x + 1] >> shift));
        }
    }

    /// <summary>Of two rows the mean, rounded up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MeanOfRows(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> target)
    {
        var x = 0;
        for (; x <= target.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
            Mean(Vector128.Create(upper[x..]), Vector128.Create(lower[x..])).CopyTo(target[x..]);
        for (; x < target.Length; x++)
            target[x] = Mean(upper[x], lower[x]);
    }

    /// <summary>(a + b + 1) / 2 without a ninth bit: half of what the two do not share, taken from their union.</summary>
    private static Vector128<byte> Mean(Vector128<byte> a, Vector128<byte> b) =>
        (a | b) - (((a ^ b).AsUInt16() >>> 1).AsByte() & Vector128.Create((byte)0x7F));

    private static byte Mean(byte a, byte b) => (byte)((a + b + 1) >> 1);

    private static (Vector128<ushort> First, Vector128<ushort> Second) Load(ReadOnlySpan<ushort> source, int at) =>
        (Vector128.Create(source[at..]), Vector128.Create(source[(at + Vector128<ushort>.Count)..]));

    private static Vector128<byte> Narrow(Vector128<ushort> first, Vector128<ushort> second, int shift)
    {
        var low = Vector128.Create((ushort)0xFF);
        return Vector128.Narrow((first >>> shift) & low, (second >>> shift) & low);
    }
}
