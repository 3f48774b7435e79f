namespace CamAgent.Mqtt;

/// <summary>When a broker sends retained messages upon a subscription (MQTT 5 §3.8.3.1; MQTT 3.1.1 always sends them).</summary>
public enum RetainHandling : byte
{
    Send = 0,
    SendIfNewSubscription = 1,
    DoNotSend = 2,
}
