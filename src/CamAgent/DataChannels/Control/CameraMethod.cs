using CamAgent.Access;
using CamAgent.Streaming;

namespace CamAgent.DataChannels.Control;

/// <summary><c>camera.set</c>: the privacy switch, from the page. What it switches off it cannot switch on: the session ends with the video.</summary>
internal static class CameraMethod
{
    public static void Add(RpcMethods methods, CameraSwitch camera) => methods.Add("camera.set", ViewerRights.Control, call =>
    {
        if (!call.TryGetBoolean("on", out var on))
            return RpcOutcome.BadParameters("params are {\"on\": true or false}");
        // After the answer, which would be lost with the session.
        _ = Task.Run(() => camera.Set(on, "a viewer"));
        return RpcOutcome.Done;
    });
}
