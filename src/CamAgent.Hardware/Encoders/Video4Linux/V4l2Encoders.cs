using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>Finds hardware encoders by what they can do, never by their number: the Pi's is /dev/video11 until something else is plugged in.</summary>
public static class V4l2Encoders
{
    private const string Nodes = "/dev";

    /// <summary>The stateful H.264 encoders of this machine, in the order of their numbers. Nodes that cannot be opened are passed over.</summary>
    public static IReadOnlyList<V4l2EncoderDevice> Find()
    {
        var encoders = new List<V4l2EncoderDevice>();
        foreach (var path in VideoNodes())
        {
            try
            {
                using var device = VideoDevice.Open(path);
                if (Describe(device) is { } encoder)
                    encoders.Add(encoder);
            }
            catch (VideoDeviceException)
            {
                // No permission, or just unplugged: whoever needs this very one opens it by its path, and is told why it cannot.
            }
        }

        return encoders;
    }

    /// <summary>Opens encoders of this device for a source.</summary>
    public static VideoEncoderFactory Factory(string path, V4l2EncoderOptions? options = null, TimeProvider? time = null) =>
        (format, color, settings) => V4l2H264Encoder.Open(path, format, color, settings, options, time);

    /// <returns>Null where the device is no H.264 encoder: a camera, a decoder, a scaler.</returns>
    internal static V4l2EncoderDevice? Describe(VideoDevice device)
    {
        var capabilities = device.Capabilities;
        if (!capabilities.IsMemoryToMemory || !capabilities.CanStream || !Has(device.Formats(capabilities.CaptureType), PixelFormat.H264))
            return null;
        var raw = new List<PixelFormat>();
        foreach (var format in device.Formats(capabilities.OutputType))
        {
            if (!format.IsCompressed)
                raw.Add(format.PixelFormat);
        }

        if (raw.Count == 0)
            return null;
        return new(device.Path, capabilities.Card, capabilities.Driver, capabilities.IsMultiplanar, raw, device.FrameSizes(PixelFormat.H264));
    }

    private static bool Has(IReadOnlyList<FormatDescription> formats, PixelFormat wanted)
    {
        foreach (var format in formats)
        {
            if (format.PixelFormat == wanted)
                return true;
        }

        return false;
    }

    private static IEnumerable<string> VideoNodes()
    {
        string[] paths;
        try
        {
            paths = Directory.GetFiles(Nodes, "video*");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return paths
            .Where(path => int.TryParse(path.AsSpan(Nodes.Length + "/video".Length), System.Globalization.NumberStyles.None, null, out _))
            .OrderBy(path => int.Parse(path.AsSpan(Nodes.Length + "/video".Length), System.Globalization.CultureInfo.InvariantCulture));
    }
}
