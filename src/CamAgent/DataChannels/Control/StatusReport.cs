using System.Text.Json;
using CamAgent.Access;
using CamAgent.Devices;
using CamAgent.Hardware.Video.Controls;
using CamAgent.Streaming;

namespace CamAgent.DataChannels.Control;

/// <summary>What <c>status.get</c> says (contract §7). What is not known is null, and not off.</summary>
internal sealed record StatusReport(string Id, string Name, string Version, bool IsCameraOn, VideoStatus Video, IReadOnlyList<CameraControl> Controls, AttachedDevices Devices, int Viewers)
{
    public void Write(Utf8JsonWriter json, ViewerRights rights)
    {
        json.WriteStartObject();
        json.WriteStartObject("device");
        json.WriteString("id", Id);
        json.WriteString("name", Name);
        json.WriteString("version", Version);
        json.WriteEndObject();
        WriteCamera(json);
        WriteDevices(json);
        json.WriteNumber("viewers", Viewers);
        json.WriteStartArray("rights");
        foreach (var right in rights.ToNames())
            json.WriteStringValue(right);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteCamera(Utf8JsonWriter json)
    {
        json.WriteStartObject("camera");
        json.WriteBoolean("on", IsCameraOn);
        json.WriteString("source", Video.Source);
        json.WriteString("state", Video.State.ToString().ToLowerInvariant());
        if (Video.Reason.Length > 0)
            json.WriteString("reason", Video.Reason);
        json.WriteNumber("width", Video.Format.Width);
        json.WriteNumber("height", Video.Format.Height);
        json.WriteNumber("frameRate", Video.Format.FrameRate);
        json.WriteStartArray("controls");
        foreach (var control in Controls)
            WriteControl(json, control);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteControl(Utf8JsonWriter json, CameraControl control)
    {
        json.WriteStartObject();
        json.WriteString("name", control.Name);
        json.WriteString("kind", control.Kind.ToString().ToLowerInvariant());
        json.WritePropertyName("value");
        WriteValue(json, control.Value);
        if (control.Kind is ControlKind.Integer or ControlKind.Number)
        {
            json.WriteNumber("min", control.Minimum);
            json.WriteNumber("max", control.Maximum);
            json.WriteNumber("step", control.Step);
            if (control.Unit is { } unit)
                json.WriteString("unit", unit);
        }

        if (control.Kind == ControlKind.Menu)
        {
            json.WriteStartArray("options");
            foreach (var option in control.Options)
                json.WriteStringValue(option);
            json.WriteEndArray();
        }

        if (control.IsReadOnly)
            json.WriteBoolean("readOnly", true);
        if (control.IsInactive)
            json.WriteBoolean("inactive", true);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, ControlValue value)
    {
        if (value.TryGetNumber(out var number))
            json.WriteNumberValue(number);
        else if (value.TryGetBoolean(out var on))
            json.WriteBooleanValue(on);
        else if (value.TryGetText(out var text))
            json.WriteStringValue(text);
        else
            json.WriteNullValue();
    }

    private void WriteDevices(Utf8JsonWriter json)
    {
        json.WriteStartObject("inputs");
        foreach (var input in Devices.Inputs.All)
            WriteLevel(json, input.Name, input.IsOn);
        json.WriteEndObject();
        json.WriteStartObject("outputs");
        foreach (var output in Devices.Outputs.All)
            WriteLevel(json, output.Name, output.IsOn);
        json.WriteEndObject();
        json.WriteStartObject("sensors");
        foreach (var sensor in Devices.Sensors.All)
        {
            json.WriteStartObject(sensor.Name);
            WriteReading(json, sensor);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Also what <c>sensor.changed</c> says beside the name.</summary>
    internal static void WriteReading(Utf8JsonWriter json, SensorReading sensor)
    {
        if (sensor.Value is { } value)
            json.WriteNumber("value", value);
        else
            json.WriteNull("value");
        json.WriteString("unit", sensor.Unit);
    }

    /// <summary>On, off, or null where it is unavailable.</summary>
    internal static void WriteLevel(Utf8JsonWriter json, string name, bool? isOn)
    {
        if (isOn is { } on)
            json.WriteBoolean(name, on);
        else
            json.WriteNull(name);
    }
}
