namespace CamAgent.Mqtt.Packets;

/// <summary>§3.3 PUBLISH.</summary>
internal sealed record PublishPacket : MqttPacket
{
    /// <summary>Empty only where a topic alias stands for it.</summary>
    public required string Topic { get; init; }

    /// <summary>Zero with QoS 0.</summary>
    public ushort PacketId { get; init; }

    public QualityOfService QoS { get; init; }

    public bool Duplicate { get; init; }

    public bool Retain { get; init; }

    public ReadOnlyMemory<byte> Payload { get; init; }

    public PacketProperties? Properties { get; init; }
}
