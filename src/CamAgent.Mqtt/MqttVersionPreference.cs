namespace CamAgent.Mqtt;

/// <summary>Which protocol versions a client may speak.</summary>
public enum MqttVersionPreference
{
    /// <summary>MQTT 5; MQTT 3.1.1 when the broker refuses the protocol version.</summary>
    V5ThenV311,

    /// <summary>MQTT 5 or nothing.</summary>
    V5Only,

    /// <summary>MQTT 3.1.1 from the start.</summary>
    V311Only,
}
