namespace CamAgent.Mqtt.Packets;

/// <summary>The properties of an MQTT 5 packet (§2.2.2); null is "absent". A packet without any has no such object.</summary>
internal sealed class PacketProperties
{
    public byte? PayloadFormatIndicator { get; set; }

    /// <summary>Seconds.</summary>
    public uint? MessageExpiryInterval { get; set; }

    public string? ContentType { get; set; }

    public string? ResponseTopic { get; set; }

    public ReadOnlyMemory<byte>? CorrelationData { get; set; }

    public List<int>? SubscriptionIdentifiers { get; set; }

    /// <summary>Seconds; 0xFFFFFFFF never expires.</summary>
    public uint? SessionExpiryInterval { get; set; }

    public string? AssignedClientIdentifier { get; set; }

    /// <summary>Seconds.</summary>
    public ushort? ServerKeepAlive { get; set; }

    public string? AuthenticationMethod { get; set; }

    public ReadOnlyMemory<byte>? AuthenticationData { get; set; }

    public bool? RequestProblemInformation { get; set; }

    /// <summary>Seconds.</summary>
    public uint? WillDelayInterval { get; set; }

    public bool? RequestResponseInformation { get; set; }

    public string? ResponseInformation { get; set; }

    public string? ServerReference { get; set; }

    public string? ReasonString { get; set; }

    public ushort? ReceiveMaximum { get; set; }

    public ushort? TopicAliasMaximum { get; set; }

    public ushort? TopicAlias { get; set; }

    /// <summary>False is QoS 0, true QoS 1 (§3.2.2.3.4); absent is QoS 2.</summary>
    public bool? MaximumQoS { get; set; }

    public bool? RetainAvailable { get; set; }

    public List<UserProperty>? UserProperties { get; set; }

    /// <summary>Bytes.</summary>
    public uint? MaximumPacketSize { get; set; }

    public bool? WildcardSubscriptionAvailable { get; set; }

    public bool? SubscriptionIdentifierAvailable { get; set; }

    public bool? SharedSubscriptionAvailable { get; set; }
}
