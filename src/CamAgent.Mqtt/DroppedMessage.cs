namespace CamAgent.Mqtt;

/// <summary>A message that will not arrive.</summary>
/// <param name="Inbound">True for one that the broker sent and no handler saw.</param>
public readonly record struct DroppedMessage(string Topic, bool Inbound, PublishOutcome Outcome, string Reason);
