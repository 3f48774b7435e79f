namespace CamAgent.Mqtt;

/// <summary>What became of a publish.</summary>
/// <param name="Code">The broker's answer; for what never reached the broker, the code that says it best.</param>
/// <param name="Message">Words for people.</param>
public readonly record struct PublishResult(PublishOutcome Outcome, ReasonCode Code, string Message)
{
    public bool IsDelivered => Outcome == PublishOutcome.Delivered;
}
