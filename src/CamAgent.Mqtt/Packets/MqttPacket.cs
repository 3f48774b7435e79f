namespace CamAgent.Mqtt.Packets;

/// <summary>One control packet of either version (MQTT 5 §3). Strings in it are valid MQTT strings; it owns its bytes.</summary>
internal abstract record MqttPacket;

/// <summary>§3.12 PINGREQ.</summary>
internal sealed record PingRequestPacket : MqttPacket;

/// <summary>§3.13 PINGRESP.</summary>
internal sealed record PingResponsePacket : MqttPacket;

/// <summary>§3.14 DISCONNECT.</summary>
internal sealed record DisconnectPacket(ReasonCode Code, PacketProperties? Properties = null) : MqttPacket;

/// <summary>§3.15 AUTH, MQTT 5 only.</summary>
internal sealed record AuthPacket(ReasonCode Code, PacketProperties? Properties = null) : MqttPacket;
