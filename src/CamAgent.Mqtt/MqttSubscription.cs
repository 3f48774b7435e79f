namespace CamAgent.Mqtt;

/// <summary>A filter and its handler; disposing it ends both. It outlives connections: the client subscribes again where the broker forgot.</summary>
public sealed class MqttSubscription : IAsyncDisposable
{
    private readonly MqttClient _client;

    internal MqttSubscription(
        MqttClient client, string filter, Func<ReceivedMessage, CancellationToken, ValueTask> handler, Task<SubscribeResult> answered)
    {
        _client = client;
        Filter = filter;
        Handler = handler;
        Answered = answered;
    }

    public string Filter { get; }

    /// <summary>The broker's first answer, which may take as long as there is no connection; cancelled when the subscription is disposed before it.</summary>
    public Task<SubscribeResult> Answered { get; }

    internal Func<ReceivedMessage, CancellationToken, ValueTask> Handler { get; }

    public ValueTask DisposeAsync()
    {
        _client.Unsubscribe(this);
        return ValueTask.CompletedTask;
    }
}
