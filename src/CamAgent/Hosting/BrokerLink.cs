using System.Text;
using CamAgent.Configuration;
using CamAgent.HomeAutomation;
using CamAgent.Mqtt;
using CamAgent.Signaling.Mqtt;

namespace CamAgent.Hosting;

/// <summary>The agent on its broker: presence and home automation (contract §6), and signaling's messages to and from their topics (contract §4).</summary>
internal sealed class BrokerLink : ISignalTransport, IHouseBroker, IAsyncDisposable
{
    private static readonly TimeSpan SignalExpiry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BriskFor = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan BriskInterval = TimeSpan.FromMilliseconds(10);
    private static readonly byte[] Online = Encoding.ASCII.GetBytes("online");
    private static readonly byte[] Offline = Encoding.ASCII.GetBytes("offline");

    private readonly MqttClient _client;
    private readonly string _root;
    private readonly string _server;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private MqttSignaling? _signaling;
    private long _briskUntil;
    private int _isBrisk;
    private readonly bool _isLocal;

    public BrokerLink(AgentConfiguration configuration, Uri server, TimeProvider time, ILogger log)
    {
        var mqtt = configuration.Mqtt;
        _log = log;
        _time = time;
        _isLocal = server.IsLoopback;
        _server = server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        _root = $"{mqtt.TopicPrefix}/v1/{configuration.Device.Id}";
        _client = new MqttClient(new MqttClientOptions
        {
            Server = server.OriginalString,
            // The id is the device's, so that a broker's access list can name it, and a second agent with this id is seen at once.
            ClientId = $"camagent-{configuration.Device.Id}",
            UserName = mqtt.Username.Length > 0 ? mqtt.Username : null,
            PasswordProvider = mqtt.PasswordFile is { } password ? password.ReadSecret : null,
            Tls = new MqttTlsOptions
            {
                CaFile = mqtt.CaFile?.Path,
                ClientCertificateFile = mqtt.ClientCertificateFile?.Path,
                ClientKeyFile = mqtt.ClientKeyFile?.Path,
            },
            Will = new MqttWill(Presence(Offline)),
            BackOff = new BackOffOptions { Initial = TimeSpan.FromMilliseconds(500), Maximum = TimeSpan.FromSeconds(30) },
        });
        _client.StateChanged += OnStateChanged;
        _client.MessageDropped += dropped => HostingLog.MessageDropped(_log, Signaling.LogText.Sanitise(dropped.Topic), dropped.Reason);
        _client.HandlerFailed += fault => HostingLog.HandlerFailed(_log, fault.Exception);
        _client.SubscriptionAnswered += answer =>
        {
            if (!answer.IsGranted)
                HostingLog.SubscriptionRefused(_log, answer.Filter, answer.ReasonString ?? answer.Code.ToString());
        };
    }

    /// <summary>Raised when the connection stands and the broker knows that the device is online.</summary>
    public event Action? Connected;

    public bool IsConnected => _client.State is MqttConnectionState.Connected;

    /// <summary>In a word or two, for health and status.</summary>
    public string StateInWords => _client.State switch
    {
        MqttConnectionState.Connected => "connected",
        MqttConnectionState.Connecting => "connecting",
        MqttConnectionState.WaitingToRetry => "waiting to retry",
        _ => "off",
    };

    /// <summary>What is wrong, in words; null when nothing is.</summary>
    public string? Problem => _client.State is MqttConnectionState.WaitingToRetry waiting ? waiting.Reason : null;

    public void Start(MqttSignaling signaling)
    {
        _signaling = signaling;
        // Retain as published: a retained offer is told from a live one, and ignored (contract §4).
        _client.Subscribe($"{_root}/rtc/+/up", OnUp, new SubscriptionSettings { RetainAsPublished = true, RetainHandling = RetainHandling.DoNotSend });
        _client.Start();
    }

    void ISignalTransport.Send(string session, ReadOnlyMemory<byte> payload)
    {
        // Queued answers of an hour ago help nobody: without a broker a message is lost at once.
        if (IsConnected)
            _client.TryPublish(new MqttMessage { Topic = $"{_root}/rtc/{session}/down", Payload = payload, Expiry = SignalExpiry, PayloadIsText = true });
    }

    bool IHouseBroker.TryPublish(string topic, ReadOnlyMemory<byte> payload, bool retain) =>
        // States queue up nowhere: the latest are sent with the next connection.
        IsConnected && _client.TryPublish(new MqttMessage { Topic = topic, Payload = payload, Retain = retain });

    IAsyncDisposable IHouseBroker.Subscribe(string filter, HouseMessageHandler handler) => _client.Subscribe(filter, (message, _) =>
    {
        handler(message.Topic, message.Payload.Span, message.Retain);
        return ValueTask.CompletedTask;
    });

    /// <summary>
    /// A viewer's page is about to connect to the broker. mosquitto looks after WebSocket handshakes only when its main loop goes round, and without
    /// traffic that is every 100 ms (its loop.c calls them second class citizens); a handshake takes two rounds. Pings of ours, a few bytes each, keep
    /// the loop going meanwhile and save the viewer most of 200 ms. Any number of callers cost as much as one. Only for a broker on this machine: elsewhere the
    /// network costs more than the loop, and the broker may be somebody else's.
    /// </summary>
    public void ExpectViewer()
    {
        Volatile.Write(ref _briskUntil, _time.GetTimestamp() + (long)(BriskFor.TotalSeconds * _time.TimestampFrequency));
        if (_isLocal && IsConnected && Interlocked.Exchange(ref _isBrisk, 1) == 0)
            _ = KeepBriskAsync();
    }

    private async Task KeepBriskAsync()
    {
        using var timer = new PeriodicTimer(BriskInterval, _time);
        try
        {
            while (_time.GetTimestamp() < Volatile.Read(ref _briskUntil) && IsConnected)
            {
                _client.Ping();
                await timer.WaitForNextTickAsync();
            }
        }
        finally
        {
            Volatile.Write(ref _isBrisk, 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsConnected)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                await _client.PublishAsync(Presence(Offline), deadline.Token);
            }
            catch (OperationCanceledException)
            {
                // The broker does not answer; its will says the same.
            }
        }

        await _client.DisposeAsync();
    }

    private MqttMessage Presence(byte[] state) => new() { Topic = $"{_root}/status", Payload = state, Retain = true };

    private ValueTask OnUp(ReceivedMessage message, CancellationToken stopping)
    {
        var prefix = _root.Length + "/rtc/".Length;
        var session = message.Topic[prefix..^"/up".Length];
        _signaling?.Receive(session, message.Payload.Span, message.Retain);
        return ValueTask.CompletedTask;
    }

    private void OnStateChanged(MqttConnectionState state)
    {
        switch (state)
        {
            case MqttConnectionState.Connected connected:
                HostingLog.BrokerConnected(_log, _server, connected.Version == MqttVersion.V5 ? "MQTT 5" : "MQTT 3.1.1");
                _client.TryPublish(Presence(Online));
                Connected?.Invoke();
                break;
            case MqttConnectionState.WaitingToRetry { Delay: var delay } waiting:
                HostingLog.BrokerLost(_log, waiting.Reason, delay.TotalSeconds);
                break;
        }
    }
}
