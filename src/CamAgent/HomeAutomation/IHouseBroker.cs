namespace CamAgent.HomeAutomation;

/// <summary>The broker as home automation uses it.</summary>
internal interface IHouseBroker
{
    /// <summary>Raised each time the connection stands, in the order of the broker's messages. A handler returns soon.</summary>
    event Action? Connected;

    bool IsConnected { get; }

    /// <summary>Queues a message with QoS 1.</summary>
    /// <returns>False where it cannot go out: no connection, or more waits than is allowed.</returns>
    bool TryPublish(string topic, ReadOnlyMemory<byte> payload, bool retain);

    /// <summary>Takes messages over every connection, what was retained first, until it is disposed. The handler returns soon; it is called for one message at a time.</summary>
    IAsyncDisposable Subscribe(string filter, HouseMessageHandler handler);
}

/// <param name="payload">Valid during the call.</param>
/// <param name="retained">It was kept by the broker from earlier.</param>
internal delegate void HouseMessageHandler(string topic, ReadOnlySpan<byte> payload, bool retained);
