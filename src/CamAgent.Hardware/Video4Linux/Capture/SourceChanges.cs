namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>Streams again as often as what is captured has changed.</summary>
internal static class SourceChanges
{
    /// <summary>An HDMI signal that settles changes a few times; a driver that says so for ever gives no picture in between.</summary>
    private const int MostWithoutPicture = 20;

    /// <param name="stream">From a format to its end, and whether a picture has come.</param>
    /// <exception cref="VideoDeviceException">Nothing but changes comes.</exception>
    public static void Follow(VideoDevice device, Func<(CaptureEnd End, bool HasPicture)> stream, CancellationToken stop)
    {
        var idle = 0;
        while (!stop.IsCancellationRequested)
        {
            var (end, hasPicture) = stream();
            if (end == CaptureEnd.Stopped)
                return;
            idle = hasPicture ? 0 : idle + 1;
            if (idle > MostWithoutPicture)
                throw DeviceFault.Impossible(device.Path, "says again and again that its source has changed");
        }
    }
}
