using System.Text;
using CamAgent.HomeAutomation;

namespace CamAgent.Tests.HomeAutomation;

/// <summary>A broker that keeps what was published, and can be away or full.</summary>
internal sealed class FakeHouseBroker : IHouseBroker
{
    private readonly List<HouseMessageHandler> _handlers = [];

    public event Action? Connected;

    public bool IsConnected { get; private set; }

    public bool IsFull { get; set; }

    public List<Published> Messages { get; } = [];

    public List<string> Filters { get; } = [];

    public void Connect()
    {
        IsConnected = true;
        Connected?.Invoke();
    }

    public void Disconnect() => IsConnected = false;

    public bool TryPublish(string topic, ReadOnlyMemory<byte> payload, bool retain)
    {
        if (!IsConnected || IsFull)
            return false;
        Messages.Add(new(topic, Encoding.UTF8.GetString(payload.Span), retain));
        return true;
    }

    public void Subscribe(string filter, HouseMessageHandler handler)
    {
        Filters.Add(filter);
        _handlers.Add(handler);
    }

    public void Deliver(string topic, string payload, bool retained = false)
    {
        foreach (var handler in _handlers)
            handler(topic, Encoding.UTF8.GetBytes(payload), retained);
    }

    public IEnumerable<string> PayloadsOf(string topic) => Messages.Where(message => message.Topic == topic).Select(static message => message.Payload);

    internal sealed record Published(string Topic, string Payload, bool Retain);
}
