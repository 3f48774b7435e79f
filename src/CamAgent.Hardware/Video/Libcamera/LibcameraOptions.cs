namespace CamAgent.Hardware.Video.Libcamera;

/// <summary>What libcamera's program is to give.</summary>
/// <param name="Format">Size and rate.</param>
/// <param name="Camera">Which of libcamera's cameras, from zero.</param>
/// <param name="IsUpsideDown">Turned by 180°, by the camera itself.</param>
public sealed record LibcameraOptions(VideoFormat Format, int Camera = 0, bool IsUpsideDown = false);
