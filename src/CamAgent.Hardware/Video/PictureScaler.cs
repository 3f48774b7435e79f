using System.Numerics;
using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Video;

/// <summary>Makes pictures smaller by averaging the samples that fall together (a box filter). Belongs to one thread.</summary>
internal sealed class PictureScaler(int width, int height)
{
    private readonly I420Buffer _scaled = new(width, height);
    private ushort[] _sums = [];

    /// <summary>The largest even size within the given one that keeps the picture's proportions; never larger than the picture.</summary>
    public static (int Width, int Height) Fit(int width, int height, int withinWidth, int withinHeight)
    {
        if (width <= withinWidth && height <= withinHeight)
            return (width, height);
        var isWide = (long)width * withinHeight >= (long)height * withinWidth;
        var (fitWidth, fitHeight) = isWide
            ? (withinWidth, (int)Math.Round((double)height * withinWidth / width))
            : ((int)Math.Round((double)width * withinHeight / height), withinHeight);
        return (Math.Max(fitWidth & ~1, 2), Math.Max(fitHeight & ~1, 2));
    }

    /// <summary>The result is valid until the next call.</summary>
    /// <param name="picture">In I420.</param>
    public RawPicture Scale(scoped in RawPicture picture)
    {
        if (_sums.Length < picture.Width)
            _sums = new ushort[picture.Width];
        Scale(picture.Luma, picture.LumaStride, picture.Width, picture.Height, _scaled.Luma, width, height);
        Scale(picture.Blue, picture.ChromaStride, picture.Width / 2, picture.Height / 2, _scaled.Blue, width / 2, height / 2);
        Scale(picture.Red, picture.ChromaStride, picture.Width / 2, picture.Height / 2, _scaled.Red, width / 2, height / 2);
        return _scaled.AsPicture(picture.CaptureTimestamp);
    }

    private void Scale(ReadOnlySpan<byte> from, int stride, int fromWidth, int fromHeight, Span<byte> to, int toWidth, int toHeight)
    {
        var sums = _sums.AsSpan(0, fromWidth);
        for (var y = 0; y < toHeight; y++)
        {
            var (top, bottom) = (y * fromHeight / toHeight, (y + 1) * fromHeight / toHeight);
            // A sum of 257 rows of 255 still fits.
            bottom = Math.Clamp(bottom, top + 1, top + 257);
            sums.Clear();
            for (var row = top; row < bottom; row++)
                Add(from.Slice(row * stride, fromWidth), sums);
            Average(sums, bottom - top, to.Slice(y * toWidth, toWidth));
        }
    }

    private static void Add(ReadOnlySpan<byte> row, Span<ushort> sums)
    {
        var x = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var samples = MemoryMarshal.Cast<byte, Vector<byte>>(row);
            var accumulated = MemoryMarshal.Cast<ushort, Vector<ushort>>(sums);
            for (var i = 0; i < samples.Length; i++)
            {
                Vector.Widen(samples[i], out var low, out var high);
                accumulated[2 * i] += low;
                accumulated[(2 * i) + 1] += high;
            }

            x = samples.Length * Vector<byte>.Count;
        }

        for (; x < row.Length; x++)
            sums[x] += row[x];
    }

    private static void Average(ReadOnlySpan<ushort> sums, int rows, Span<byte> to)
    {
        for (var x = 0; x < to.Length; x++)
        {
            var left = (int)((long)x * sums.Length / to.Length);
            var right = Math.Max((int)((x + 1L) * sums.Length / to.Length), left + 1);
            uint sum = 0;
            for (var column = left; column < right; column++)
                sum += sums[column];
            var samples = (uint)(rows * (right - left));
            to[x] = (byte)((sum + (samples / 2)) / samples);
        }
    }
}
