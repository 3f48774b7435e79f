namespace CamAgent.Mqtt;

public enum PublishOutcome
{
    /// <summary>QoS 0: handed to the connection. QoS 1 and 2: the broker has it.</summary>
    Delivered,

    /// <summary>The broker said no, or had said before that it would (QoS, retain).</summary>
    Refused,

    /// <summary>Larger than the broker takes, or than the queue.</summary>
    TooLarge,

    /// <summary>Pushed out of the full queue by newer messages.</summary>
    QueueFull,

    /// <summary>Its expiry passed while it waited.</summary>
    Expired,

    /// <summary>The client was stopped, or the caller gave up, before it was sent.</summary>
    Abandoned,
}
