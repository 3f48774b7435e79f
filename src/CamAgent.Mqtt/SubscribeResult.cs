namespace CamAgent.Mqtt;

/// <summary>A broker's answer to one filter of a SUBSCRIBE.</summary>
public sealed record SubscribeResult(string Filter, ReasonCode Code, string? ReasonString = null)
{
    public bool IsGranted => !Code.IsFailure();
}
