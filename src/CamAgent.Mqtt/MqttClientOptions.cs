using CamAgent.Mqtt.Packets;
using CamAgent.Mqtt.Transport;

namespace CamAgent.Mqtt;

/// <summary>How a client connects, and the bounds it keeps. Only the server is indispensable.</summary>
public sealed record MqttClientOptions
{
    /// <summary>mqtt://, mqtts://, ws:// or wss://; ports 1883, 8883, 80 and 443 unless given; the path of WebSockets is /mqtt unless given.</summary>
    public required string Server { get; init; }

    /// <summary>Empty lets the broker assign one.</summary>
    public string ClientId { get; init; } = "";

    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>Asked for each connection, before <see cref="Password"/>; what it throws is a reason to retry.</summary>
    public Func<string?>? PasswordProvider { get; init; }

    public MqttTlsOptions Tls { get; init; } = new();

    public MqttVersionPreference Version { get; init; } = MqttVersionPreference.V5ThenV311;

    /// <summary>
    /// 1 s to 65535 s. A PINGREQ is sent when nothing was sent, or nothing was received, for this long; the latter finds half-open connections that a steady
    /// publisher would not notice. The broker may override it.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a PINGRESP may take.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the transport (name, TCP, TLS, WebSocket) and again for the CONNACK.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Discards a session that the broker may hold, at the first connection of this object; later ones continue their session if it can last.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>How long the broker keeps the session without a connection, in whole seconds; zero ends it with each. On MQTT 3.1.1 anything else is "until replaced".</summary>
    public TimeSpan SessionExpiry { get; init; }

    public MqttWill? Will { get; init; }

    /// <summary>Of CONNECT, MQTT 5 only.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Messages of QoS 1 and 2 that the broker may send ahead of the handlers, 1 to 65535.</summary>
    public int ReceiveMaximum { get; init; } = 32;

    /// <summary>Messages of QoS 0 that wait for the handlers; more are dropped.</summary>
    public int ReceiveQueueQoS0 { get; init; } = 256;

    /// <summary>Bytes of the largest packet that the broker may send, from 128.</summary>
    public int MaximumPacketSize { get; init; } = 256 * 1024;

    /// <summary>Topic aliases that the broker may use; 0 to 65535.</summary>
    public int TopicAliasMaximum { get; init; } = 16;

    /// <summary>Publishes of QoS 1 and 2 sent and not acknowledged; the broker may allow fewer. 1 to 65535.</summary>
    public int MaximumInFlight { get; init; } = 32;

    /// <summary>Messages that wait to be sent; the oldest is dropped for a new one.</summary>
    public int SendQueueMessages { get; init; } = 1000;

    /// <summary>Bytes (topics, payloads and properties) that wait to be sent.</summary>
    public int SendQueueBytes { get; init; } = 4 * 1024 * 1024;

    public BackOffOptions BackOff { get; init; } = new();

    /// <summary>The first value that is not allowed, in words; null if all are.</summary>
    public string? FindProblem()
    {
        if (!MqttEndpoint.TryParse(Server, out _, out var error))
            return error;
        if (!MqttString.IsValid(ClientId) || (UserName is not null && !MqttString.IsValid(UserName)))
            return "The client id or the user name is not a valid MQTT string.";
        return UserPropertyRules.FindProblem(UserProperties)
            ?? Range(KeepAlive.TotalSeconds, 1, ushort.MaxValue, nameof(KeepAlive))
            ?? Range(PingTimeout.TotalSeconds, 0.001, 3600, nameof(PingTimeout))
            ?? Range(ConnectTimeout.TotalSeconds, 0.001, 3600, nameof(ConnectTimeout))
            ?? Range(SessionExpiry.TotalSeconds, 0, uint.MaxValue, nameof(SessionExpiry))
            ?? Range(ReceiveMaximum, 1, ushort.MaxValue, nameof(ReceiveMaximum))
            ?? Range(ReceiveQueueQoS0, 0, 1_000_000, nameof(ReceiveQueueQoS0))
            ?? Range(MaximumPacketSize, 128, VariableByteInteger.Maximum, nameof(MaximumPacketSize))
            ?? Range(TopicAliasMaximum, 0, ushort.MaxValue, nameof(TopicAliasMaximum))
            ?? Range(MaximumInFlight, 1, ushort.MaxValue, nameof(MaximumInFlight))
            ?? Range(SendQueueMessages, 1, 1_000_000, nameof(SendQueueMessages))
            ?? Range(SendQueueBytes, 1, int.MaxValue, nameof(SendQueueBytes))
            ?? BackOff.FindProblem()
            ?? (Will is null ? null : FindProblem(Will));
    }

    private static string? FindProblem(MqttWill will) =>
        will.Message.FindProblem()
        ?? Range(will.Message.Payload.Length, 0, ushort.MaxValue, "length of the will's payload")
        ?? Range(will.Delay.TotalSeconds, 0, uint.MaxValue, "delay of the will");

    private static string? Range(double value, double minimum, double maximum, string name) =>
        value >= minimum && value <= maximum
            ? null
            : FormattableString.Invariant($"The MQTT option {name} is {value}; allowed is {minimum} to {maximum}.");
}
