namespace CamAgent.Hardware.Video.Controls;

/// <summary>The controls of a camera. Every member may be used from any thread, whether the camera runs or not.</summary>
public interface ICameraControls
{
    /// <summary>Raised on any thread after something in <see cref="List"/> has become different, by <see cref="TrySet"/>, by the camera itself or by
    /// another program. A handler returns soon and does not throw.</summary>
    event Action? Changed;

    /// <summary>What the camera has, in an order that stays; empty until the camera has been opened for the first time.</summary>
    IReadOnlyList<CameraControl> List();

    /// <summary>Sets one control. What has been set is set again each time the camera is opened.</summary>
    /// <param name="problem">Why it was not set, in words for people; empty where it was.</param>
    bool TrySet(string name, ControlValue value, out string problem);
}
