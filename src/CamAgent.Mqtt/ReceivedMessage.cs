namespace CamAgent.Mqtt;

/// <summary>A message as a broker delivered it. It owns its payload.</summary>
public sealed record ReceivedMessage
{
    public required string Topic { get; init; }

    public required ReadOnlyMemory<byte> Payload { get; init; }

    public required QualityOfService QoS { get; init; }

    /// <summary>
    /// True for a message that the broker had stored. With "retain as published" (MQTT 5) it is true for live messages too, if they were published so.
    /// </summary>
    public required bool Retain { get; init; }

    /// <summary>The broker may have delivered it before.</summary>
    public required bool Duplicate { get; init; }

    /// <summary>The version of the connection it came by; on 3.1.1 none of the properties below exist.</summary>
    public required MqttVersion Version { get; init; }

    /// <summary>What is left of the message's expiry.</summary>
    public TimeSpan? Expiry { get; init; }

    public bool PayloadIsText { get; init; }

    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
