using CamAgent.Hardware.Jpeg;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>Chooses what a camera is set to: the size first, then the rate, then what costs least.</summary>
internal static class CaptureFormats
{
    /// <summary>What can become a <see cref="RawPicture"/>, the cheapest for an encoder first. Motion JPEG costs a decoder, and is the only way to
    /// large pictures on USB 2.</summary>
    public static readonly PixelFormat[] Raw =
    [
        PixelFormat.Nv12, PixelFormat.Yuv420, PixelFormat.Nv12Multiplanar, PixelFormat.Yuv420Multiplanar, PixelFormat.Nv21, PixelFormat.Yvu420,
        PixelFormat.Nv21Multiplanar, PixelFormat.Yvu420Multiplanar, PixelFormat.Yuyv, PixelFormat.Uyvy, PixelFormat.MotionJpeg, PixelFormat.Jpeg, PixelFormat.Grey,
    ];

    public static readonly PixelFormat[] Coded = [PixelFormat.H264];

    /// <summary>Sizes this near to each other are the same: a driver may round to its alignment.</summary>
    private const int SizeSlack = 16;

    /// <param name="wanted">In the order of preference.</param>
    /// <returns>False where the device offers none of them.</returns>
    public static bool TryChoose(VideoDevice device, ReadOnlySpan<PixelFormat> wanted, VideoFormat target, out DeviceFormat choice)
    {
        choice = null!;
        var offered = device.Formats(device.Capabilities.CaptureType);
        var best = (Distance: int.MaxValue, Shortfall: int.MaxValue);
        foreach (var format in wanted)
        {
            if (!offered.Any(description => description.PixelFormat == format) || (IsJpeg(format) && !TurboJpegLibrary.IsInstalled))
                continue;
            var (width, height) = NearestSize(device.FrameSizes(format), target);
            var distance = Math.Abs(width - target.Width) + Math.Abs(height - target.Height);
            var score = (distance <= SizeSlack ? 0 : distance, Shortfall(device.FrameIntervals(format, width, height), target.FrameRate));
            if (score.CompareTo(best) < 0)
            {
                best = score;
                choice = new(format, width, height);
            }
        }

        return choice is not null;
    }

    public static bool IsJpeg(PixelFormat format) => format == PixelFormat.MotionJpeg || format == PixelFormat.Jpeg;

    private static (int Width, int Height) NearestSize(IReadOnlyList<FrameSize> sizes, VideoFormat target)
    {
        var (best, nearest) = ((target.Width, target.Height), int.MaxValue);
        foreach (var size in sizes)
        {
            var (width, height) = size.Nearest(target.Width, target.Height);
            var distance = Math.Abs(width - target.Width) + Math.Abs(height - target.Height);
            if (distance < nearest)
                (best, nearest) = ((width, height), distance);
        }

        return best;
    }

    /// <summary>Whole pictures a second that are missing to the wish, at the best of the rates; what a driver does not tell, it is trusted with.</summary>
    private static int Shortfall(IReadOnlyList<FrameInterval> intervals, int wanted)
    {
        var best = intervals.Count == 0 ? wanted : 0.0;
        foreach (var interval in intervals)
            best = Math.Max(best, interval.Shortest.PerSecond);
        // 29.97 is 30.
        return Math.Max(0, wanted - (int)Math.Ceiling(best));
    }
}
