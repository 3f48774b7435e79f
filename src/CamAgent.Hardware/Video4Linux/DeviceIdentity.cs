namespace CamAgent.Hardware.Video4Linux;

/// <summary>What stays when a camera is plugged in again and numbered anew.</summary>
/// <param name="ById">The name under /dev/v4l/by-id (model and serial number), where udev runs and the camera has one.</param>
/// <param name="Index">Which of the device's nodes: a webcam's second carries metadata.</param>
public sealed record DeviceIdentity(string? ById, string Driver, string Card, string BusInformation, int Index)
{
    /// <summary>The very camera, in any socket; without a serial number, the same model in the same socket.</summary>
    public bool IsSame(DeviceIdentity other) => ById is not null && other.ById is not null
        ? string.Equals(ById, other.ById, StringComparison.Ordinal)
        : IsSameModel(other) && string.Equals(BusInformation, other.BusInformation, StringComparison.Ordinal);

    public bool IsSameModel(DeviceIdentity other) =>
        Index == other.Index && string.Equals(Driver, other.Driver, StringComparison.Ordinal) && string.Equals(Card, other.Card, StringComparison.Ordinal);
}
