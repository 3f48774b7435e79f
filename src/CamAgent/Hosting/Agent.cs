using System.Net.Sockets;
using System.Security.Cryptography;
using CamAgent.Access;
using CamAgent.Commands;
using CamAgent.Configuration;
using CamAgent.Demo;
using CamAgent.Devices;
using CamAgent.Hardware.Video.Snapshots;
using CamAgent.Metrics;
using CamAgent.Signaling.Mqtt;
using CamAgent.Snapshots;
using CamAgent.Streaming;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.Hosting;

/// <summary>The parts of a running agent and how they are joined: camera → pipeline → endpoint → viewers, with signaling beside them.</summary>
internal sealed class Agent : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly DtlsCertificate _certificate;
    private readonly ViewerStoreWatch _watch;
    private readonly MqttSignaling? _signaling;
    private readonly AgentHouse? _house;
    private readonly TaskCompletionSource _restart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly VideoSources _sources;
    private readonly IDisposable _warmUp;
    private readonly DemoDevices? _demo;
    private AgentConfiguration _read;
    private volatile AgentConfiguration _configuration;

    /// <param name="server">The broker; null for none.</param>
    /// <exception cref="StateException">The identity cannot be read or made.</exception>
    public Agent(AgentConfiguration configuration, StateDirectory state, Uri? server, TimeProvider time, ILoggerFactory logs)
    {
        _read = _configuration = configuration;
        _time = time;
        _log = logs.CreateLogger("CamAgent.Agent");
        Random = SecureRandomSource.Instance;
        _certificate = LoadCertificate(state, time);
        Store = new ViewerStore(state, time);
        Viewers = new StoredViewers(Store, _log);
        Endpoint = new WebRtcEndpoint(Options(configuration, time), _certificate, Random, time);
        var camera = logs.CreateLogger("CamAgent.Camera");
        var tap = new PictureTap();
        _sources = new VideoSources(() => _configuration, time, tap);
        _sources.Chosen += words => StreamingLog.CameraChosen(camera, words);
        Video = new VideoPipeline(VideoOptions(), time, camera);
        Sessions = new ViewerSessions(Endpoint, Video, () => _configuration.WebRtc.MaxViewers, time, logs.CreateLogger("CamAgent.Viewers"));
        Devices = DemoDevices.Attach(configuration, time, logs.CreateLogger("CamAgent.Devices"), out _demo);
        Camera = new CameraSwitch(state, Video, CloseViewers, camera);
        Camera.Changed += GatherWhileOn;
        Snapshots = new SnapshotCamera(
            () => Video.IsOff ? (null, CameraSwitch.OffInWords) : (Video.Want(), ""),
            tap.NextAsync,
            () => Video.Status.Reason,
            () => _configuration.Snapshots,
            time);
        Presence = new AgentPresence(Endpoint, Sessions, time);
        Bitrate = new BitrateTarget(() => _configuration.Video.Bitrate, SetBitrate);
        Figures = new AgentStatus(this, time);
        Meter = new AgentMeter(Figures.Read, new LatencyHistogram());
        Endpoint.KeyFrameNeeded += Video.RequestKeyFrame;
        Endpoint.Faulted += exception => HostingLog.MediaFault(_log, exception);
        Endpoint.RelayChanged += status => HostingLog.RelayChanged(_log, status);
        Endpoint.FrameSent += latency => Meter.FrameLatency.Record((long)(latency.TotalSeconds * System.Diagnostics.Stopwatch.Frequency));
        Video.ProfileChanged += profile =>
            Endpoint.StreamProfile = new H264ProfileLevelId(profile.ProfileIdc, profile.ConstraintFlags, profile.LevelIdc);
        _ = new AgentChannels(this, time, logs.CreateLogger("CamAgent.Channels"));
        if (server is not null)
        {
            Broker = new BrokerLink(configuration, server, time, logs.CreateLogger("CamAgent.Broker"));
            var options = new MqttSignalingOptions(configuration.Device.Id, configuration.Device.Name, configuration.Access.Required, IceServersFor);
            _signaling = new MqttSignaling(options, Sessions, Viewers, Broker, time, Random, logs.CreateLogger<MqttSignaling>());
            _house = new AgentHouse(this, Broker, () => _restart.TrySetResult(), time, logs.CreateLogger("CamAgent.House"));
        }

        _watch = new ViewerStoreWatch(Store, time, CloseRemovedViewers);
        // The first picture says what the stream is, and a broken camera says so before anybody asks.
        _warmUp = Video.Want();
    }

    /// <summary>What is in force: as at the start, but for what can change while running.</summary>
    public AgentConfiguration Configuration => _configuration;

    public RandomSource Random { get; }

    public ViewerStore Store { get; }

    public StoredViewers Viewers { get; }

    public WebRtcEndpoint Endpoint { get; }

    public VideoPipeline Video { get; }

    public ViewerSessions Sessions { get; }

    /// <summary>Inputs, outputs and sensors; idle until they are started.</summary>
    public AttachedDevices Devices { get; }

    public BitrateTarget Bitrate { get; }

    /// <summary>The privacy switch.</summary>
    public CameraSwitch Camera { get; }

    public SnapshotCamera Snapshots { get; }

    public AgentPresence Presence { get; }

    /// <summary>Completes when somebody asked for a restart.</summary>
    public Task RestartRequested => _restart.Task;

    public BrokerLink? Broker { get; }

    public MqttSignaling? Signaling => _signaling;

    public AgentStatus Figures { get; }

    public AgentMeter Meter { get; }

    /// <summary>What viewers are told of STUN and TURN.</summary>
    public IReadOnlyList<Signaling.IceServer> IceServersFor(string? viewer) => ConfiguredIceServers.For(_configuration, viewer, _time, _log);

    /// <exception cref="CommandException">The UDP port cannot be had.</exception>
    public void Start()
    {
        GatherWhileOn();
        try
        {
            Endpoint.Start();
        }
        catch (SocketException exception)
        {
            throw new CommandException(
                ExitCode.Unavailable,
                $"UDP port {_configuration.WebRtc.UdpPort} cannot be used: {exception.Message}. Set webRtc.udpPort to another port, or to 0 for any.",
                exception);
        }

        Video.Start();
        _warmUp.Dispose();
        if (_signaling is not null)
            Broker!.Start(_signaling);
    }

    /// <summary>Takes a configuration that was read again: applies what can change while running and says what cannot.</summary>
    public void Apply(AgentConfiguration changed)
    {
        var change = ConfigurationChange.Between(_read, changed);
        if (change.IsEmpty)
            return;
        _read = changed;
        _configuration = WithLiveChanges(_configuration, changed);
        Bitrate.Refresh();
        _house?.Refresh();
        Endpoint.SetStunServers(ConfiguredIceServers.StunServers(_configuration.WebRtc));
        Endpoint.SetTurnServers(ConfiguredIceServers.TurnServers(_configuration, _time));
        Devices.Apply(changed.Sensors);
        if (change.Live.Count > 0)
            HostingLog.ConfigurationApplied(_log, string.Join(", ", change.Live));
        if (change.NeedsRestart.Count > 0)
            HostingLog.ConfigurationNeedsRestart(_log, string.Join(", ", change.NeedsRestart));
    }

    /// <summary>The keys that the schema marks as live, and no others: the rest stays what signaling and camera were started with.</summary>
    private static AgentConfiguration WithLiveChanges(AgentConfiguration current, AgentConfiguration changed) => current with
    {
        Device = current.Device with { Name = changed.Device.Name },
        Video = current.Video with { Bitrate = changed.Video.Bitrate, Controls = changed.Video.Controls },
        Mqtt = current.Mqtt with { ViewerUrl = changed.Mqtt.ViewerUrl },
        WebRtc = current.WebRtc with { IceServers = changed.WebRtc.IceServers, MaxViewers = changed.WebRtc.MaxViewers },
        Http = current.Http with { PublicUrl = changed.Http.PublicUrl },
        Sensors = changed.Sensors,
        Snapshots = changed.Snapshots,
    };

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        _warmUp.Dispose();
        // Viewers hear the reason while the broker is still there.
        await Endpoint.DisposeAsync();
        if (_house is not null)
            await _house.DisposeAsync();
        Presence.Dispose();
        if (Broker is not null)
            await Broker.DisposeAsync();
        _signaling?.Dispose();
        await Devices.DisposeAsync();
        _demo?.Dispose();
        Video.Dispose();
        Meter.Dispose();
        _certificate.Dispose();
    }

    private VideoPipelineOptions VideoOptions() => new()
    {
        CreateSource = _sources.Create,
        Sink = Publish,
        Random = Random,
        DeviceName = () => _configuration.Device.Name,
        AskedFormat = () => VideoSources.Asked(_configuration.Video),
        Controls = _configuration.Video.Controls,
    };

    private static WebRtcEndpointOptions Options(AgentConfiguration configuration, TimeProvider time) => new()
    {
        Port = configuration.WebRtc.UdpPort,
        IncludeLoopback = configuration.Demo,
        StunServers = ConfiguredIceServers.StunServers(configuration.WebRtc),
        TurnServers = ConfiguredIceServers.TurnServers(configuration, time),
        RelayOnly = configuration.WebRtc.IceTransportPolicy == IceTransportPolicy.Relay,
        StartBitrate = configuration.Video.Bitrate.StartKbps * 1000,
        // webRtc.maxViewers, which the sessions keep, may be raised to this while running; some more for those that are just leaving.
        MaximumSessions = 256 + 16,
    };

    private static DtlsCertificate LoadCertificate(StateDirectory state, TimeProvider time)
    {
        var store = new IdentityCertificateStore(state, () => SelfSignedIdentity.CreatePem(time.GetUtcNow()));
        var pem = store.LoadOrCreate();
        try
        {
            return DtlsCertificate.TryLoadPem(pem, out var certificate, out var problem)
                ? certificate
                : throw new StateException($"{store.Path}: {problem}. Restore it from a backup; or move it away, and pair every viewer again.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    private void CloseViewers(string reason)
    {
        foreach (var session in Sessions.Sessions)
            Sessions.Close(session.Name, session.Channel, reason);
    }

    /// <summary>A camera that is off keeps no addresses at servers.</summary>
    private void GatherWhileOn()
    {
        if (Camera.IsOn)
            Endpoint.ResumeGathering();
        else
            Endpoint.SuspendGathering();
    }

    private void SetBitrate(int bitsPerSecond)
    {
        Video.SetBitrate(bitsPerSecond);
        Endpoint.SetBitrate(bitsPerSecond);
    }

    private void Publish(Hardware.Video.AccessUnit unit) => Endpoint.Publish(unit.Data, unit.CaptureTimestamp);

    /// <summary>Ends the sessions of viewers who were removed or whose time is over. On every change of the store, and now and then: expiry is no change.</summary>
    public void CloseRemovedViewers()
    {
        if (!_configuration.Access.Required || Store.Problem is not null)
            return;
        var now = _time.GetUtcNow();
        foreach (var session in Sessions.Sessions)
        {
            if (session.Viewer is { } name && (Store.Find(name) is not { } viewer || viewer.IsExpired(now)))
                Sessions.Close(session.Name, session.Channel, "Your permission to watch was taken away or has expired.");
        }
    }
}
