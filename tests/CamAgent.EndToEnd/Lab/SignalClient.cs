using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using CamAgent.Mqtt;

namespace CamAgent.EndToEnd.Lab;

/// <summary>Somebody on the broker who may say anything to the camera, and hears every answer.</summary>
internal sealed class SignalClient : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly string _root;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<JsonNode>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _presence = new();
    private int _heard;

    private SignalClient(Broker broker, string device)
    {
        _root = $"camagent/v1/{device}";
        _client = new MqttClient(new MqttClientOptions
        {
            Server = broker.Url,
            MaximumInFlight = 1000,
            SendQueueMessages = 100_000,
            SendQueueBytes = 256 * 1024 * 1024,
            ReceiveMaximum = 1000,
        });
        _client.Subscribe($"{_root}/rtc/+/down", OnAnswer);
        _client.Subscribe($"{_root}/status", OnPresence);
    }

    /// <summary>Answers to anybody.</summary>
    internal int Heard => Volatile.Read(ref _heard);

    /// <summary>What the camera's presence was, in order; the retained one first.</summary>
    internal IReadOnlyCollection<string> Presence => _presence;

    internal static async Task<SignalClient> ConnectAsync(Broker broker, string device)
    {
        var client = new SignalClient(broker, device);
        client._client.Start();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await client._client.WaitForConnectionAsync(deadline.Token);
        return client;
    }

    internal static string NewSession() => "hostile-" + Guid.NewGuid().ToString("N")[..16];

    internal void Say(string session, byte[] payload, bool retain = false) =>
        _client.TryPublish(new MqttMessage { Topic = $"{_root}/rtc/{session}/up", Payload = payload, Retain = retain });

    internal void Say(string session, string text) => Say(session, Encoding.UTF8.GetBytes(text));

    /// <summary>Says it, and waits until the broker has it.</summary>
    internal async Task DeliverAsync(string session, byte[] payload, bool retain = false)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _client.PublishAsync(new MqttMessage { Topic = $"{_root}/rtc/{session}/up", Payload = payload, Retain = retain }, deadline.Token);
    }

    /// <summary>What the broker had to say before is here: a message to itself has come back.</summary>
    internal async Task RoundTripAsync()
    {
        var session = NewSession();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _client.PublishAsync(new MqttMessage { Topic = $"{_root}/rtc/{session}/down", Payload = "{}"u8.ToArray() }, deadline.Token);
        await Eventually.TrueAsync(() => Answers(session).Count > 0, TimeSpan.FromSeconds(10), () => "the broker does not answer");
    }

    internal static string Offer(string sdp) => new JsonObject { ["v"] = 1, ["type"] = "offer", ["sdp"] = sdp }.ToJsonString();

    internal IReadOnlyCollection<JsonNode> Answers(string session) => _answers.TryGetValue(session, out var queue) ? queue : [];

    /// <summary>The first answer of this type to this session.</summary>
    internal async Task<JsonNode> AnswerAsync(string session, string type, TimeSpan? limit = null)
    {
        JsonNode? found = null;
        await Eventually.TrueAsync(
            () => (found = Answers(session).FirstOrDefault(answer => answer["type"]?.GetValue<string>() == type)) is not null,
            limit ?? TimeSpan.FromSeconds(5),
            () => $"no {type}, but {string.Join(", ", Answers(session).Select(answer => answer.ToJsonString()))}");
        return found!;
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private ValueTask OnAnswer(ReceivedMessage message, CancellationToken stopping)
    {
        Interlocked.Increment(ref _heard);
        var session = message.Topic.Split('/')[^2];
        _answers.GetOrAdd(session, _ => new()).Enqueue(JsonNode.Parse(message.Payload.Span)!);
        return ValueTask.CompletedTask;
    }

    private ValueTask OnPresence(ReceivedMessage message, CancellationToken stopping)
    {
        _presence.Enqueue(Encoding.UTF8.GetString(message.Payload.Span));
        return ValueTask.CompletedTask;
    }
}
