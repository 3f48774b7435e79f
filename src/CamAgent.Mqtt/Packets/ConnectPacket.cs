namespace CamAgent.Mqtt.Packets;

/// <summary>§3.1 CONNECT.</summary>
internal sealed record ConnectPacket : MqttPacket
{
    public required MqttVersion Version { get; init; }

    /// <summary>"Clean session" in MQTT 3.1.1, where it also ends the session with the connection.</summary>
    public bool CleanStart { get; init; }

    public ushort KeepAliveSeconds { get; init; }

    public required string ClientId { get; init; }

    public ConnectWill? Will { get; init; }

    public string? UserName { get; init; }

    public ReadOnlyMemory<byte>? Password { get; init; }

    public PacketProperties? Properties { get; init; }
}

/// <summary>§3.1.3.2 to §3.1.3.4.</summary>
internal sealed record ConnectWill(string Topic, ReadOnlyMemory<byte> Payload, QualityOfService QoS, bool Retain, PacketProperties? Properties = null);
