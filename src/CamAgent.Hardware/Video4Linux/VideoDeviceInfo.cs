namespace CamAgent.Hardware.Video4Linux;

/// <summary>A /dev/videoN as it was found.</summary>
/// <param name="Name">For people, as the driver says it.</param>
/// <param name="Capabilities">Null where the node could not be asked.</param>
/// <param name="Identity">Null likewise.</param>
/// <param name="Problem">Why it could not be asked, in words; else empty.</param>
public sealed record VideoDeviceInfo(string Path, string Name, DeviceCapabilities? Capabilities, DeviceIdentity? Identity, string Problem);
