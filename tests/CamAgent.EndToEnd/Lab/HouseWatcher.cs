using System.Collections.Concurrent;
using System.Text;
using CamAgent.Mqtt;

namespace CamAgent.EndToEnd.Lab;

/// <summary>A house on the broker: hears everything that is said below the camera's and the discovery's topics, and says what it wants.</summary>
internal sealed class HouseWatcher : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly string _root;
    private readonly ConcurrentQueue<Heard> _heard = new();

    private HouseWatcher(Broker broker, string device)
    {
        _root = $"camagent/v1/{device}";
        Discovery = $"homeassistant/device/{device}/config";
        _client = new MqttClient(new MqttClientOptions { Server = broker.Url, ReceiveMaximum = 1000 });
        // As published: whether a state is retained is part of what is checked.
        var settings = new SubscriptionSettings { RetainAsPublished = true };
        _client.Subscribe($"{_root}/#", OnMessage, settings);
        _client.Subscribe("homeassistant/#", OnMessage, settings);
    }

    internal string Discovery { get; }

    internal IReadOnlyCollection<Heard> Everything => _heard;

    internal static async Task<HouseWatcher> ConnectAsync(Broker broker, string device)
    {
        var watcher = new HouseWatcher(broker, device);
        watcher._client.Start();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await watcher._client.WaitForConnectionAsync(deadline.Token);
        return watcher;
    }

    internal string Topic(string subtopic) => $"{_root}/{subtopic}";

    /// <summary>The last that was said on a topic; null where nothing was, or where it was cleared.</summary>
    internal string? Last(string topic) => _heard.LastOrDefault(message => message.Topic == topic) is { Payload.Length: > 0 } last ? last.Payload : null;

    internal string? State(string subtopic) => Last(Topic(subtopic));

    internal int Count(string topic) => _heard.Count(message => message.Topic == topic);

    internal Task<TimeSpan> WaitForAsync(string subtopic, string payload, TimeSpan? limit = null) => Eventually.TrueAsync(
        () => State(subtopic) == payload, limit ?? TimeSpan.FromSeconds(10), () => $"{subtopic} is {State(subtopic) ?? "unknown"}, not {payload}");

    internal Task SayAsync(string topic, string payload, bool retain = false) => SayAsync(topic, Encoding.UTF8.GetBytes(payload), retain);

    internal async Task SayAsync(string topic, byte[] payload, bool retain)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _client.PublishAsync(new MqttMessage { Topic = topic, Payload = payload, Retain = retain }, deadline.Token);
    }

    internal Task CommandAsync(string subtopic, string payload, bool retain = false) => SayAsync(Topic(subtopic), payload, retain);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private ValueTask OnMessage(ReceivedMessage message, CancellationToken stopping)
    {
        _heard.Enqueue(new(message.Topic, Encoding.UTF8.GetString(message.Payload.Span), message.Retain, message.Payload.ToArray()));
        return ValueTask.CompletedTask;
    }

    internal sealed record Heard(string Topic, string Payload, bool Retain, byte[] Bytes);
}
