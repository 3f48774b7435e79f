using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>Which of an encoder's formats a picture can be written in.</summary>
internal static class PictureFormats
{
    private static readonly PixelFormat[] Planar =
    [
        PixelFormat.Yuv420, PixelFormat.Yuv420Multiplanar, PixelFormat.Yvu420, PixelFormat.Yvu420Multiplanar,
        PixelFormat.Nv12, PixelFormat.Nv12Multiplanar, PixelFormat.Nv21, PixelFormat.Nv21Multiplanar, PixelFormat.Yuyv, PixelFormat.Uyvy,
    ];

    private static readonly PixelFormat[] Nv12 = [PixelFormat.Nv12, PixelFormat.Nv12Multiplanar];
    private static readonly PixelFormat[] Nv21 = [PixelFormat.Nv21, PixelFormat.Nv21Multiplanar];
    private static readonly PixelFormat[] Yuyv = [PixelFormat.Yuyv];
    private static readonly PixelFormat[] Uyvy = [PixelFormat.Uyvy];

    /// <summary>The formats that a layout is written in row by row, the best first. Of I420 all that can be made of it on the way.</summary>
    public static ReadOnlySpan<PixelFormat> Of(PictureLayout layout) => layout switch
    {
        PictureLayout.Nv12 => Nv12,
        PictureLayout.Nv21 => Nv21,
        PictureLayout.Yuyv => Yuyv,
        PictureLayout.Uyvy => Uyvy,
        _ => Planar,
    };

    /// <summary>The best of the formats that a device takes; null where it takes none that the layout can be written in.</summary>
    public static PixelFormat? Choose(PictureLayout layout, IReadOnlyList<FormatDescription> offered)
    {
        foreach (var format in Of(layout))
        {
            foreach (var other in offered)
            {
                if (other.PixelFormat == format)
                    return format;
            }
        }

        return null;
    }

    /// <summary>The same samples in the same order: another device can read them where they are.</summary>
    public static bool IsSame(PictureLayout layout, PixelFormat format) => layout == PictureLayout.I420
        ? format == PixelFormat.Yuv420 || format == PixelFormat.Yuv420Multiplanar
        : Of(layout).Contains(format);

    /// <summary>Colour planes in memory planes of their own.</summary>
    public static int MemoryPlanes(PixelFormat format) =>
        format == PixelFormat.Nv12Multiplanar || format == PixelFormat.Nv21Multiplanar ? 2
        : format == PixelFormat.Yuv420Multiplanar || format == PixelFormat.Yvu420Multiplanar ? 3 : 1;

    public static bool IsPacked(PixelFormat format) => format == PixelFormat.Yuyv || format == PixelFormat.Uyvy;

    public static bool IsSemiPlanar(PixelFormat format) =>
        format == PixelFormat.Nv12 || format == PixelFormat.Nv12Multiplanar || format == PixelFormat.Nv21 || format == PixelFormat.Nv21Multiplanar;

    /// <summary>Red difference before blue.</summary>
    public static bool IsRedFirst(PixelFormat format) =>
        format == PixelFormat.Nv21 || format == PixelFormat.Nv21Multiplanar || format == PixelFormat.Yvu420 || format == PixelFormat.Yvu420Multiplanar;
}
