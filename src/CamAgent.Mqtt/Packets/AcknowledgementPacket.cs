namespace CamAgent.Mqtt.Packets;

/// <summary>§3.4 to §3.7: PUBACK, PUBREC, PUBREL and PUBCOMP have one form.</summary>
internal sealed record AcknowledgementPacket(PacketType Type, ushort PacketId, ReasonCode Code = ReasonCode.Success, PacketProperties? Properties = null)
    : MqttPacket;
