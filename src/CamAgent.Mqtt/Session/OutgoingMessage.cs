using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Session;

/// <summary>A publish on its way: queued, in flight, then complete.</summary>
internal sealed class OutgoingMessage
{
    // Continuations run elsewhere: it is completed under the session's lock.
    private readonly TaskCompletionSource<PublishResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OutgoingMessage(MqttMessage message, TimeSpan now)
    {
        Message = message;
        ExpiresAt = message.Expiry is { } expiry ? now + expiry : TimeSpan.MaxValue;
        Size = MqttString.ByteCount(message.Topic) + message.Payload.Length + (message.CorrelationData?.Length ?? 0);
        foreach (var (name, value) in message.UserProperties)
            Size += MqttString.ByteCount(name) + MqttString.ByteCount(value);
    }

    public MqttMessage Message { get; }

    public TimeSpan ExpiresAt { get; }

    /// <summary>Bytes that it counts for in the queue.</summary>
    public int Size { get; }

    public Task<PublishResult> Completion => _completion.Task;

    public bool Complete(PublishResult result) => _completion.TrySetResult(result);
}
