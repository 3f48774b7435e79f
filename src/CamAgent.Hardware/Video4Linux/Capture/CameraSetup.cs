using System.Globalization;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>Sets a camera's format and rate, and reads back what came of it.</summary>
internal static class CameraSetup
{
    /// <summary>No camera is faster; a driver that says so means nothing by it.</summary>
    private const int MostPicturesPerSecond = 1000;

    /// <exception cref="VideoDeviceException">The camera has none of the formats, or refuses them.</exception>
    public static (DeviceFormat Format, int FrameRate) Apply(VideoDevice device, ReadOnlySpan<PixelFormat> wanted, VideoFormat target)
    {
        var type = device.Capabilities.CaptureType;
        if (!CaptureFormats.TryChoose(device, wanted, target, out var choice))
            throw new VideoDeviceException(Unusable(device, wanted), error: 0);
        var format = device.SetFormat(type, choice);
        if (format.PixelFormat != choice.PixelFormat)
            throw DeviceFault.Impossible(device.Path, $"offers {choice.PixelFormat} and gives {format.PixelFormat}");
        if (format.Field is not (Field.None or Field.Any or Field.Interlaced or Field.InterlacedTopBottom or Field.InterlacedBottomTop))
            throw new VideoDeviceException($"{device.Path} gives half pictures ({format.Field}): set it to progressive video.", error: 0);
        var hasRate = device.TrySetFrameInterval(type, Fraction.OfFrameRate(Math.Max(target.FrameRate, 1)), out var interval);
        var rate = hasRate ? (int)Math.Round(interval.PerSecond) : target.FrameRate;
        return (format, Math.Clamp(rate, 1, MostPicturesPerSecond));
    }

    private static string Unusable(VideoDevice device, ReadOnlySpan<PixelFormat> wanted)
    {
        var offered = device.Formats(device.Capabilities.CaptureType).Select(static format => format.PixelFormat.ToString()).ToList();
        var what = offered.Count == 0 ? "names no format" : string.Create(CultureInfo.InvariantCulture, $"gives {string.Join(", ", offered)}");
        var missing = offered.Exists(static format => format is "MJPG" or "JPEG") && !Jpeg.TurboJpegLibrary.IsInstalled && wanted.Length > 1
            ? $" For Motion JPEG: {Jpeg.TurboJpegLibrary.NotInstalled}" : "";
        return $"{device.Path} ({device.Capabilities.Card}) {what}, none of which is usable here.{missing}";
    }
}
