namespace CamAgent.Mqtt.Session;

/// <summary>What a session has to tell, in order.</summary>
internal abstract record SessionEvent
{
    public sealed record Connected(MqttConnectionState.Connected State) : SessionEvent;

    public sealed record Dropped(DroppedMessage Message) : SessionEvent;

    public sealed record SubscriptionAnswered(SubscribeResult Result) : SessionEvent;
}
