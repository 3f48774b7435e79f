namespace CamAgent.Mqtt;

/// <summary>Subscription options (MQTT 5 §3.8.3.1). All but the QoS exist in MQTT 5 only.</summary>
public sealed record SubscriptionSettings
{
    /// <summary>The highest QoS that the broker should deliver with.</summary>
    public QualityOfService QoS { get; init; } = QualityOfService.AtLeastOnce;

    /// <summary>Not what this client itself publishes.</summary>
    public bool NoLocal { get; init; }

    /// <summary>Keep the retain flag as the publisher set it, so that a message published as retained can be told from one that was not.</summary>
    public bool RetainAsPublished { get; init; }

    public RetainHandling RetainHandling { get; init; }
}
