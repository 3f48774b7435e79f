using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>Which node a camera is: as configured, and, once it has been open, wherever it is plugged in again.</summary>
internal sealed class CameraNode(string configured, VideoDevices devices, Func<string, VideoDevice> open)
{
    private DeviceIdentity? _identity;

    /// <summary>Opens the camera.</summary>
    /// <param name="suits">Where none is configured: whether one will do.</param>
    /// <exception cref="VideoDeviceException">It is not there, is busy, or is no camera.</exception>
    /// <exception cref="VideoSourceException">None is configured and none suits.</exception>
    public VideoDevice Open(Func<VideoDevice, bool> suits)
    {
        var device = Find(suits);
        try
        {
            Check(device);
            _identity = devices.Identify(device);
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    private VideoDevice Find(Func<VideoDevice, bool> suits)
    {
        if (_identity is { } identity && devices.TryFind(identity, out var found))
            return open(found.Path);
        return configured.Length > 0 ? open(configured) : Choose(suits);
    }

    private VideoDevice Choose(Func<VideoDevice, bool> suits)
    {
        var problems = new List<string>();
        foreach (var info in devices.Enumerate())
        {
            if (info.Problem.Length > 0)
                problems.Add(info.Problem);
            if (info.Capabilities is not { IsCapture: true, CanStream: true })
                continue;
            var device = open(info.Path);
            if (suits(device))
                return device;
            device.Dispose();
            problems.Add($"{info.Path} ({info.Name}) gives nothing that is usable here.");
        }

        throw new VideoSourceException(problems.Count == 0
            ? "There is no camera: plug one in; \"camagent doctor\" lists what there is."
            : $"There is no usable camera. {string.Join(" ", problems)}");
    }

    private static void Check(VideoDevice device)
    {
        var (capabilities, path) = (device.Capabilities, device.Path);
        if (!capabilities.IsCapture)
        {
            var what = capabilities.IsMemoryToMemory ? "converts pictures (an encoder, decoder or scaler)"
                : capabilities.IsOutput ? "shows pictures"
                : "captures no video (metadata, or a radio)";
            throw new VideoDeviceException($"{path} ({capabilities.Card}) {what}: it is no camera. \"camagent doctor\" lists the cameras.", error: 0);
        }

        if (!capabilities.CanStream)
            throw new VideoDeviceException($"{path} ({capabilities.Card}) cannot stream: its driver knows read() only.", error: 0);
    }
}
