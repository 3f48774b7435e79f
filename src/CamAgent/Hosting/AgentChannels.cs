using System.Text.Json;
using CamAgent.Access;
using CamAgent.Commands;
using CamAgent.DataChannels;
using CamAgent.DataChannels.Control;
using CamAgent.Devices;
using CamAgent.Streaming;
using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.Hosting;

/// <summary>Makes of a running agent what viewers reach over data channels (contract §7).</summary>
internal sealed class AgentChannels
{
    private readonly Agent _agent;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RpcMethods _methods = new();
    private readonly ControlChannels _open = new();
    private readonly ViewerBitrates _bitrates;
    private readonly LinkReports _links;

    public AgentChannels(Agent agent, TimeProvider time, ILogger log)
    {
        _agent = agent;
        _time = time;
        _log = log;
        _bitrates = new ViewerBitrates(() => agent.Sessions.Sessions.Select(static session => session.Name), agent.Bitrate.SetCap);
        _links = new LinkReports(agent.Endpoint, () => agent.Bitrate.TargetKbps, time);
        _methods.Add("status.get", ViewerRights.View, call => new RpcOutcome.Result(json => Status().Write(json, call.Rights)));
        StreamMethods.Add(_methods, agent.Endpoint.SetPaused, _bitrates);
        DeviceMethods.Add(_methods, agent.Devices.Outputs, agent.Video.Controls);
        CameraMethod.Add(_methods, agent.Camera);
        SnapshotMethod.Add(_methods, agent.Snapshots);
        agent.Sessions.DataChannels.Add(ControlChannel.Label, OpenControl);
        agent.Sessions.DataChannels.Add(TelemetryChannel.Label, OpenTelemetry);
        Watch();
    }

    private IChannelHandler OpenControl(ViewerSession session, DataChannel channel)
    {
        var control = new ControlChannel(_methods, new EndpointLine(_agent.Endpoint, session, channel), () => session.Rights, _time, _log);
        _open.Add(control);
        return control;
    }

    private TelemetryChannel OpenTelemetry(ViewerSession session, DataChannel channel) =>
        new(new EndpointLine(_agent.Endpoint, session, channel), () => _links.Read(session.Name), _time);

    private StatusReport Status()
    {
        var device = _agent.Configuration.Device;
        return new StatusReport(
            device.Id, device.Name, ProductVersion.Text, _agent.Camera.IsOn, _agent.Video.Status, _agent.Video.Controls.List(), _agent.Devices, _agent.Sessions.Count);
    }

    /// <summary>What changes is told to everybody who has a control channel open.</summary>
    private void Watch()
    {
        _agent.Devices.Inputs.Changed += change => _open.Notify("input.changed", json => WriteLevel(json, change.Input.Name, change.IsOn));
        _agent.Devices.Outputs.Changed += output => _open.Notify("output.changed", json => WriteLevel(json, output.Name, output.IsOn));
        _agent.Devices.Sensors.Changed += reading => _open.Notify("sensor.changed", json => WriteReading(json, reading));
        _agent.Sessions.Changed += () =>
        {
            _bitrates.Refresh();
            _open.Notify("viewers.changed", json =>
            {
                json.WriteStartObject();
                json.WriteNumber("viewers", _agent.Sessions.Count);
                json.WriteEndObject();
            });
        };
        _agent.Video.StatusChanged += _ => TellCamera();
        _agent.Video.Controls.Changed += TellCamera;
        _agent.Camera.Changed += TellCamera;
    }

    private void TellCamera() => _open.Notify("camera.changed", json =>
    {
        var status = _agent.Video.Status;
        json.WriteStartObject();
        json.WriteBoolean("on", _agent.Camera.IsOn);
        json.WriteString("state", status.State.ToString().ToLowerInvariant());
        json.WriteString("source", status.Source);
        json.WriteString("reason", status.Reason);
        json.WriteEndObject();
    });

    private static void WriteLevel(Utf8JsonWriter json, string name, bool? isOn)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        StatusReport.WriteLevel(json, "on", isOn);
        json.WriteEndObject();
    }

    private static void WriteReading(Utf8JsonWriter json, SensorReading reading)
    {
        json.WriteStartObject();
        json.WriteString("name", reading.Name);
        StatusReport.WriteReading(json, reading);
        json.WriteEndObject();
    }
}
