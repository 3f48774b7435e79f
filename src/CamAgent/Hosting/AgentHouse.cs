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
        _viewers = new ViewersPart(Watching, time);
        var inputs = new InputsPart(agent.Devices.Inputs, time);
        _house = new House(
            broker,
            new HouseTopics(configuration.Mqtt.TopicPrefix, configuration.Mqtt.DiscoveryPrefix, configuration.Device.Id),
            Describe,
            [
                new CameraPart(agent.Camera),
                new SnapshotPart(agent.Snapshots, inputs, log),
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
        agent.Sessions.Changed += _viewers.Changed;
        _house.Start();
    }

    /// <summary>To be called when the configuration has changed: the device's name is announced.</summary>
    public void Refresh() => _house.DescriptionChanged();

    public async ValueTask DisposeAsync()
    {
        _agent.Sessions.Changed -= _viewers.Changed;
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

    private List<ViewerPresence> Watching()
    {
        var peers = _agent.Endpoint.Statistics.Peers;
        var watching = new List<ViewerPresence>();
        foreach (var session in _agent.Sessions.Sessions)
        {
            if (!session.IsConnected)
                continue;
            // The statistics are a second old at most: a viewer who has just come may not be in them yet.
            var peer = peers.FirstOrDefault(peer => peer.Session == session.Name);
            watching.Add(new(session.Name, session.DisplayName, session.Since, peer is null ? "host" : AgentStatus.PathType(peer), peer?.BytesSent ?? 0));
        }

        return watching;
    }
}
