namespace CamAgent.Mqtt;

/// <summary>The protocol level of a CONNECT packet (3.1.2.2 in either standard).</summary>
public enum MqttVersion : byte
{
    /// <summary>MQTT 3.1.1 (OASIS, 2014; ISO/IEC 20922).</summary>
    V311 = 4,

    /// <summary>MQTT 5.0 (OASIS, 2019).</summary>
    V5 = 5,
}
