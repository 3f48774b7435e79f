namespace CamAgent.Mqtt.Packets;

/// <summary>§3.8 SUBSCRIBE.</summary>
internal sealed record SubscribePacket(ushort PacketId, IReadOnlyList<SubscriptionRequest> Subscriptions, PacketProperties? Properties = null) : MqttPacket;

/// <summary>§3.8.3: a filter and its subscription options; MQTT 3.1.1 knows the QoS only.</summary>
internal readonly record struct SubscriptionRequest(
    string Filter, QualityOfService QoS, bool NoLocal = false, bool RetainAsPublished = false, RetainHandling RetainHandling = RetainHandling.Send);

/// <summary>§3.10 UNSUBSCRIBE.</summary>
internal sealed record UnsubscribePacket(ushort PacketId, IReadOnlyList<string> Filters, PacketProperties? Properties = null) : MqttPacket;

/// <summary>§3.9 SUBACK and §3.11 UNSUBACK (whose codes exist in MQTT 5 only).</summary>
internal sealed record SubscribeAcknowledgementPacket(PacketType Type, ushort PacketId, IReadOnlyList<ReasonCode> Codes, PacketProperties? Properties = null)
    : MqttPacket;
