using System.Collections.Concurrent;
using System.Diagnostics;

namespace CamAgent.Mqtt.Tests.Client;

/// <summary>A started client, with everything it told.</summary>
internal sealed class ClientProbe : IAsyncDisposable
{
    public static readonly BackOffOptions Quick = new() { Initial = TimeSpan.FromMilliseconds(20), Maximum = TimeSpan.FromMilliseconds(100), StableAfter = TimeSpan.FromMilliseconds(500) };

    public ClientProbe(MqttClientOptions options, TimeProvider? time = null)
    {
        Client = time is null ? new(options) : new(options, time, new Random(1));
        Client.StateChanged += States.Enqueue;
        Client.MessageDropped += Drops.Enqueue;
        Client.HandlerFailed += Faults.Enqueue;
        Client.SubscriptionAnswered += Answers.Enqueue;
    }

    public MqttClient Client { get; }

    public ConcurrentQueue<MqttConnectionState> States { get; } = new();

    public ConcurrentQueue<DroppedMessage> Drops { get; } = new();

    public ConcurrentQueue<HandlerFault> Faults { get; } = new();

    public ConcurrentQueue<SubscribeResult> Answers { get; } = new();

    public ConcurrentQueue<ReceivedMessage> Received { get; } = new();

    public IEnumerable<string> Payloads => Received.Select(message => System.Text.Encoding.UTF8.GetString(message.Payload.Span));

    public static ClientProbe Start(MqttClientOptions options, TimeProvider? time = null)
    {
        var probe = new ClientProbe(options, time);
        probe.Client.Start();
        return probe;
    }

    /// <summary>Waits for a condition, which is looked at often, and fails with words after ten seconds.</summary>
    public static async Task UntilAsync(Func<bool> condition, Func<string> what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), what());
            await Task.Delay(5);
        }
    }

    public async Task<MqttConnectionState.Connected> ConnectedAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            return await Client.WaitForConnectionAsync(deadline.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new InvalidOperationException($"Not connected: {string.Join(" | ", States)}", exception);
        }
    }

    /// <summary>The first reason to wait that it told.</summary>
    public async Task<MqttFault> FaultAsync()
    {
        await UntilAsync(() => States.OfType<MqttConnectionState.WaitingToRetry>().Any(), () => $"no fault: {string.Join(" | ", States)}");
        return States.OfType<MqttConnectionState.WaitingToRetry>().First().Fault;
    }

    public async Task SubscribedAsync(string filter, SubscriptionSettings? settings = null)
    {
        var subscription = Client.Subscribe(
            filter,
            (message, _) =>
            {
                Received.Enqueue(message);
                return ValueTask.CompletedTask;
            },
            settings);
        var result = await subscription.Answered.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(result.IsGranted, $"{result}");
    }

    public async Task<PublishResult> PublishAsync(string topic, string payload, QualityOfService qos = QualityOfService.AtLeastOnce, bool retain = false) =>
        await Client.PublishAsync(new() { Topic = topic, Payload = System.Text.Encoding.UTF8.GetBytes(payload), QoS = qos, Retain = retain }).WaitAsync(TimeSpan.FromSeconds(10));

    public Task ReceivedAsync(int count) =>
        UntilAsync(() => Received.Count >= count, () => $"{Received.Count} of {count} received; {string.Join(" | ", States)}");

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
