namespace CamAgent.Mqtt;

public enum MqttFaultKind
{
    /// <summary>StopAsync.</summary>
    Stopped,

    /// <summary>A file, a password or a certificate of ours cannot be used.</summary>
    Configuration,

    /// <summary>The name, the network, or nothing listens.</summary>
    Unreachable,

    /// <summary>TLS failed, or the broker's certificate is not to be trusted.</summary>
    Certificate,

    /// <summary>The broker answered CONNECT with a refusal.</summary>
    Refused,

    /// <summary>The broker was silent: no transport, CONNACK or PINGRESP in time.</summary>
    TimedOut,

    /// <summary>The broker broke the protocol.</summary>
    ProtocolViolation,

    /// <summary>The broker sent DISCONNECT.</summary>
    Disconnected,

    /// <summary>The connection ended without a word.</summary>
    ConnectionLost,
}
