using CamAgent.Commands;
using CamAgent.HomeAutomation;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Parts;

namespace CamAgent.Hosting;

/// <summary>Makes of a running agent what the house sees of it (contract §6).</summary>
internal sealed class AgentHouse : IAsyncDisposable
{
    private static readonly TimeSpan DiagnosticsInterval = TimeSpan.FromSeconds(30);

    private readonly Agent _agent;
    private readonly House _house;
    private readonly ViewersPart _viewers;

    /// <param name="restart">Has the agent stop and start again.</param>
    public AgentHouse(Agent agent, IHouseBroker broker, Action restart, TimeProvider time, ILogger log)
    {
        _agent = agent;
        var configuration = agent.Configuration;
        _viewers = new ViewersPart(agent.Presence.Watching, time);
        var inputs = new InputsPart(agent.Devices.Inputs, time);
        _house = new House(
            broker,
            new HouseTopics(configuration.Mqtt.TopicPrefix, configuration.Mqtt.DiscoveryPrefix, configuration.Device.Id),
            Describe,
            [
                new CameraPart(agent.Camera),
                new SnapshotPart(agent.Snapshots, inputs, () => agent.Presence.Takers.Took("the house"), log),
                new BitratePart(agent.Bitrate, () => agent.Configuration.Video.Bitrate),
                new ControlsPart(agent.Video.Controls),
                _viewers,
                inputs,
                new OutputsPart(agent.Devices.Outputs),
                new SensorsPart(agent.Devices.Sensors),
                new DiagnosticsPart(new DiagnosticsReader(agent, time).Read, DiagnosticsInterval, time),
                new RestartPart(restart),
            ],
            agent.Random,
            time,
            log);
        agent.Presence.Changed += _viewers.Changed;
        _house.Start();
    }

    /// <summary>To be called when the configuration has changed: the device's name is announced.</summary>
    public void Refresh() => _house.DescriptionChanged();

    public async ValueTask DisposeAsync()
    {
        _agent.Presence.Changed -= _viewers.Changed;
        await _house.DisposeAsync();
    }

    private DeviceDescription Describe()
    {
        var configuration = _agent.Configuration;
        return new DeviceDescription(configuration.Device.Id, configuration.Device.Name, ProductVersion.Text)
        {
            Page = configuration.Http.PublicUrl?.AbsoluteUri,
        };
    }
}
