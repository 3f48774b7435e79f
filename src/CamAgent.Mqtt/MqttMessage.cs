using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt;

/// <summary>A message to publish. Everything below <see cref="Retain"/> exists in MQTT 5 only and is left out on MQTT 3.1.1.</summary>
public sealed record MqttMessage
{
    /// <summary>1 to 65535 bytes of UTF-8, without wildcards.</summary>
    public required string Topic { get; init; }

    /// <summary>Not copied: it must not change until the publish is complete.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    public QualityOfService QoS { get; init; } = QualityOfService.AtLeastOnce;

    public bool Retain { get; init; }

    /// <summary>How long the message is of use, in whole seconds from 1. It expires in the client's own queue too, also on MQTT 3.1.1.</summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>True declares the payload to be UTF-8 text (payload format indicator 1).</summary>
    public bool PayloadIsText { get; init; }

    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Why it could not be written as MQTT demands, in words; null if it can.</summary>
    internal string? FindProblem()
    {
        if (!TopicName.IsValid(Topic))
            return $"'{Topic}' is not a topic name: 1 to 65535 bytes of UTF-8 without '+', '#' and U+0000.";
        if (QoS > QualityOfService.ExactlyOnce)
            return $"QoS {(int)QoS} does not exist.";
        if (Expiry is { } expiry && (expiry < TimeSpan.FromSeconds(1) || expiry.TotalSeconds > uint.MaxValue))
            return $"The message expiry {expiry} is not between 1 s and {uint.MaxValue} s.";
        if (ResponseTopic is not null && !TopicName.IsValid(ResponseTopic))
            return $"'{ResponseTopic}' is not a topic name and so no response topic.";
        if (CorrelationData is { Length: > ushort.MaxValue })
            return "The correlation data is longer than 65535 bytes.";
        if (Payload.Length > VariableByteInteger.Maximum / 2)
            return "The payload is larger than a packet can be.";
        if (ContentType is not null && !MqttString.IsValid(ContentType))
            return "The content type is not a valid MQTT string.";
        return UserPropertyRules.FindProblem(UserProperties);
    }
}
