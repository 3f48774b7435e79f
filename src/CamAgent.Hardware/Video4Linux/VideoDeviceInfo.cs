using CamAgent.Hardware.Video4Linux.Capture;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>A /dev/videoN as it was found.</summary>
/// <param name="Name">For people, as the driver says it.</param>
/// <param name="Capabilities">Null where the node could not be asked.</param>
/// <param name="Identity">Null likewise.</param>
/// <param name="Problem">Why it could not be asked, in words; else empty.</param>
public sealed record VideoDeviceInfo(string Path, string Name, DeviceCapabilities? Capabilities, DeviceIdentity? Identity, string Problem)
{
    /// <summary>What a capturing node gives; empty for others.</summary>
    public IReadOnlyList<PixelFormat> Formats { get; init; } = [];

    public bool GivesH264 => Formats.Any(static format => CaptureFormats.Coded.Contains(format));

    /// <summary>Something that <see cref="V4l2PictureSource"/> makes pictures of.</summary>
    public bool GivesPictures => Formats.Any(static format => CaptureFormats.Raw.Contains(format));
}
