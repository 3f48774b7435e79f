namespace CamAgent.Mqtt.Session;

/// <summary>Publishes that wait for a connection or for room in the window: in order, bounded by count and bytes.</summary>
internal sealed class OutgoingQueue(int maximumCount, int maximumBytes)
{
    private readonly LinkedList<OutgoingMessage> _messages = new();
    private long _bytes;

    public int Count => _messages.Count;

    /// <summary>No message expires before this; it may be too early, never too late.</summary>
    public TimeSpan EarliestExpiry { get; private set; } = TimeSpan.MaxValue;

    public bool Fits(OutgoingMessage message) => message.Size <= maximumBytes;

    public bool IsFullFor(OutgoingMessage message) => Count >= maximumCount || _bytes + message.Size > maximumBytes;

    public void Enqueue(OutgoingMessage message) => Added(_messages.AddLast(message));

    /// <summary>For what was in flight in a session that the broker has lost; may exceed the bounds by one window.</summary>
    public void PutBack(OutgoingMessage message) => Added(_messages.AddFirst(message));

    public OutgoingMessage? Peek() => _messages.First?.Value;

    public OutgoingMessage? Dequeue()
    {
        if (_messages.First is not { } first)
            return null;
        Remove(first);
        return first.Value;
    }

    public bool Remove(OutgoingMessage message)
    {
        if (_messages.Find(message) is not { } node)
            return false;
        Remove(node);
        return true;
    }

    public void RemoveExpired(TimeSpan now, Action<OutgoingMessage> expired)
    {
        if (now < EarliestExpiry)
            return;
        EarliestExpiry = TimeSpan.MaxValue;
        for (var node = _messages.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.ExpiresAt <= now)
            {
                Remove(node);
                expired(node.Value);
            }
            else
            {
                Earlier(node.Value.ExpiresAt);
            }

            node = next;
        }
    }

    private void Added(LinkedListNode<OutgoingMessage> node)
    {
        _bytes += node.Value.Size;
        Earlier(node.Value.ExpiresAt);
    }

    private void Remove(LinkedListNode<OutgoingMessage> node)
    {
        _bytes -= node.Value.Size;
        _messages.Remove(node);
    }

    private void Earlier(TimeSpan expiry)
    {
        if (expiry < EarliestExpiry)
            EarliestExpiry = expiry;
    }
}
