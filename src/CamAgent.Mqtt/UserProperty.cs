namespace CamAgent.Mqtt;

/// <summary>A name and value that travel with a packet (MQTT 5 §2.2.2.2, property 0x26); names may repeat.</summary>
public readonly record struct UserProperty(string Name, string Value);
