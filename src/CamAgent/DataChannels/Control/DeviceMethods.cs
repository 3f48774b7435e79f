using CamAgent.Access;
using CamAgent.Devices;
using CamAgent.Hardware.Video.Controls;
using CamAgent.Streaming;

namespace CamAgent.DataChannels.Control;

/// <summary><c>output.set</c> and <c>control.set</c>.</summary>
internal static class DeviceMethods
{
    public static void Add(RpcMethods methods, DeviceOutputs outputs, CameraControls controls)
    {
        methods.Add("output.set", ViewerRights.Control, call => SetOutput(call, outputs));
        methods.Add("control.set", ViewerRights.Control, call => SetControl(call, controls));
    }

    private static RpcOutcome SetOutput(RpcCall call, DeviceOutputs outputs)
    {
        if (!call.TryGetText("name", out var name) || !call.TryGetBoolean("on", out var on))
            return RpcOutcome.BadParameters("params are {\"name\": an output, \"on\": true or false}");
        if (outputs.Find(name) is null)
            return RpcOutcome.BadParameters(outputs.TrySet(name, on, out var unknown) ? "" : unknown);
        return outputs.TrySet(name, on, out var problem) ? RpcOutcome.Done : RpcOutcome.NotNow(problem);
    }

    private static RpcOutcome SetControl(RpcCall call, CameraControls controls)
    {
        if (!call.TryGetText("name", out var name) || !TryGetValue(call, out var value))
            return RpcOutcome.BadParameters("params are {\"name\": a control, \"value\": a number, true, false or an option's name}");
        return controls.TrySet(name, value, out var problem) ? RpcOutcome.Done : RpcOutcome.BadParameters(problem);
    }

    /// <summary>A button takes none.</summary>
    private static bool TryGetValue(RpcCall call, out ControlValue value)
    {
        value = ControlValue.None;
        if (!call.TryGet("value", out var given) || given.ValueKind == System.Text.Json.JsonValueKind.Null)
            return true;
        if (call.TryGetNumber("value", out var number))
            value = ControlValue.Of(number);
        else if (call.TryGetBoolean("value", out var on))
            value = ControlValue.Of(on);
        else if (call.TryGetText("value", out var text))
            value = ControlValue.Of(text);
        else
            return false;
        return true;
    }
}
