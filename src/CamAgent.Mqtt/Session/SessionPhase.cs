namespace CamAgent.Mqtt.Session;

internal enum SessionPhase
{
    /// <summary>No connection.</summary>
    Offline,

    /// <summary>CONNECT is written, CONNACK has not come.</summary>
    ConnectSent,

    Connected,

    /// <summary>The connection is to be closed, for <see cref="MqttSession.Fault"/>; what is written may still go out.</summary>
    Closing,
}
