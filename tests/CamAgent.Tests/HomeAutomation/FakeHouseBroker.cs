using System.Text;
using CamAgent.HomeAutomation;

namespace CamAgent.Tests.HomeAutomation;

/// <summary>A broker that keeps what was published, and can be away or full.</summary>
internal sealed class FakeHouseBroker : IHouseBroker
{
    private readonly List<Subscription> _subscriptions = [];
    private readonly Lock _gate = new();

    public event Action? Connected;

    public bool IsConnected { get; private set; }

    public bool IsFull { get; set; }

    public List<Published> Messages { get; } = [];

    /// <summary>What the broker kept of the last messages, by topic.</summary>
    public Dictionary<string, string> Retained { get; } = new(StringComparer.Ordinal);

    public void Connect()
    {
        IsConnected = true;
        Connected?.Invoke();
        foreach (var (topic, payload) in Retained.ToList())
            Deliver(topic, payload, retained: true);
    }

    public void Disconnect() => IsConnected = false;

    public bool TryPublish(string topic, ReadOnlyMemory<byte> payload, bool retain)
    {
        if (!IsConnected || IsFull)
            return false;
        var text = Encoding.UTF8.GetString(payload.Span);
        lock (_gate)
        {
            Messages.Add(new(topic, text, retain));
            if (retain && text.Length > 0)
                Retained[topic] = text;
            else if (retain)
                Retained.Remove(topic);
        }

        return true;
    }

    public IAsyncDisposable Subscribe(string filter, HouseMessageHandler handler)
    {
        var subscription = new Subscription(this, filter, handler);
        _subscriptions.Add(subscription);
        return subscription;
    }

    public void Deliver(string topic, string payload, bool retained = false)
    {
        foreach (var subscription in _subscriptions.Where(subscription => Matches(subscription.Filter, topic)).ToList())
            subscription.Handler(topic, Encoding.UTF8.GetBytes(payload), retained);
    }

    public string? RetainedOn(string topic)
    {
        lock (_gate)
            return Retained.GetValueOrDefault(topic);
    }

    /// <summary>What was said so far, also while others go on.</summary>
    public IReadOnlyList<Published> Snapshot()
    {
        lock (_gate)
            return [.. Messages];
    }

    public IEnumerable<string> PayloadsOf(string topic) => Messages.Where(message => message.Topic == topic).Select(static message => message.Payload);

    // MQTT 5 §4.7, without '$' topics, which nothing here uses.
    private static bool Matches(string filter, string topic)
    {
        var wanted = filter.Split('/');
        var levels = topic.Split('/');
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == "#")
                return true;
            if (i >= levels.Length || (wanted[i] != "+" && wanted[i] != levels[i]))
                return false;
        }

        return wanted.Length == levels.Length;
    }

    private sealed record Subscription(FakeHouseBroker Broker, string Filter, HouseMessageHandler Handler) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Broker._subscriptions.Remove(this);
            return ValueTask.CompletedTask;
        }
    }

    internal sealed record Published(string Topic, string Payload, bool Retain);
}
