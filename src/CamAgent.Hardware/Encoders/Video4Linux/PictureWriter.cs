using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>Writes a picture into a buffer of an encoder's OUTPUT queue, row by row: the strides of the two sides seldom agree.</summary>
internal static class PictureWriter
{
    /// <summary>What can be written, the cheapest first.</summary>
    private static readonly PixelFormat[] Writable =
    [
        PixelFormat.Yuv420, PixelFormat.Yuv420Multiplanar, PixelFormat.Yvu420, PixelFormat.Yvu420Multiplanar,
        PixelFormat.Nv12, PixelFormat.Nv12Multiplanar, PixelFormat.Nv21, PixelFormat.Nv21Multiplanar, PixelFormat.Yuyv, PixelFormat.Uyvy,
    ];

    /// <summary>The best of the formats that a device takes; null where none can be written.</summary>
    public static PixelFormat? Choose(IReadOnlyList<PixelFormat> offered)
    {
        foreach (var format in Writable)
        {
            if (offered.Contains(format))
                return format;
        }

        return null;
    }

    public static bool CanWrite(PixelFormat format) => Writable.AsSpan().Contains(format);

    /// <param name="format">As the driver has set it: at least as wide and as high as the picture.</param>
    /// <param name="target">The planes' memory.</param>
    public static void Write(in RawPicture picture, DeviceFormat format, in OutputPlanes target)
    {
        var stride = format.Planes[0].BytesPerLine;
        if (format.PixelFormat == PixelFormat.Yuyv || format.PixelFormat == PixelFormat.Uyvy)
        {
            WritePacked(picture, target.First, stride, lumaFirst: format.PixelFormat == PixelFormat.Yuyv);
            return;
        }

        Rows(picture.Luma, picture.LumaStride, target.First, stride, picture.Width, picture.Height);
        var layout = ChromaLayout.Of(format, target);
        if (layout.IsInterleaved)
        {
            Interleave(layout.BlueFirst ? picture.Blue : picture.Red, layout.BlueFirst ? picture.Red : picture.Blue, picture, target[layout.FirstPlane][layout.FirstOffset..], layout.Stride);
            return;
        }

        var (blue, red) = layout.BlueFirst ? (0, 1) : (1, 0);
        Rows(picture.Blue, picture.ChromaStride, layout.Plane(target, blue), layout.Stride, picture.Width / 2, picture.Height / 2);
        Rows(picture.Red, picture.ChromaStride, layout.Plane(target, red), layout.Stride, picture.Width / 2, picture.Height / 2);
    }

    private static void Rows(ReadOnlySpan<byte> from, int fromStride, Span<byte> to, int toStride, int length, int rows)
    {
        if (fromStride == toStride)
        {
            from[..(((rows - 1) * fromStride) + length)].CopyTo(to);
            return;
        }

        for (var y = 0; y < rows; y++)
            from.Slice(y * fromStride, length).CopyTo(to[(y * toStride)..]);
    }

    private static void Interleave(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, in RawPicture picture, Span<byte> to, int stride)
    {
        for (var y = 0; y < picture.Height / 2; y++)
        {
            var a = first.Slice(y * picture.ChromaStride, picture.Width / 2);
            var b = second.Slice(y * picture.ChromaStride, a.Length);
            var row = to.Slice(y * stride, picture.Width);
            for (var x = 0; x < a.Length && x < b.Length; x++)
            {
                row[2 * x] = a[x];
                row[(2 * x) + 1] = b[x];
            }
        }
    }

    private static void WritePacked(in RawPicture picture, Span<byte> to, int stride, bool lumaFirst)
    {
        var (luma, chroma) = lumaFirst ? (0, 1) : (1, 0);
        for (var y = 0; y < picture.Height; y++)
        {
            var samples = picture.Luma.Slice(y * picture.LumaStride, picture.Width);
            var blue = picture.Blue.Slice(y / 2 * picture.ChromaStride, picture.Width / 2);
            var red = picture.Red.Slice(y / 2 * picture.ChromaStride, picture.Width / 2);
            var row = to.Slice(y * stride, 2 * picture.Width);
            for (var x = 0; x < blue.Length; x++)
            {
                row[(4 * x) + luma] = samples[2 * x];
                row[(4 * x) + luma + 2] = samples[(2 * x) + 1];
                row[(4 * x) + chroma] = blue[x];
                row[(4 * x) + chroma + 2] = red[x];
            }
        }
    }
}
