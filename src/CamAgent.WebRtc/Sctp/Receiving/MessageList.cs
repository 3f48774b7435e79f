namespace CamAgent.WebRtc.Sctp.Receiving;

/// <summary>Messages linked through themselves: a list without an allocation for each entry. A message is in one list at a time.</summary>
internal sealed class MessageList
{
    internal IncomingMessage? First { get; private set; }

    internal IncomingMessage? Last { get; private set; }

    internal void AddLast(IncomingMessage message) => InsertAfter(Last, message);

    /// <param name="previous">Null puts the message first.</param>
    internal void InsertAfter(IncomingMessage? previous, IncomingMessage message)
    {
        var next = previous is null ? First : previous.Next;
        message.Previous = previous;
        message.Next = next;
        if (previous is null)
            First = message;
        else
            previous.Next = message;
        if (next is null)
            Last = message;
        else
            next.Previous = message;
    }

    internal void Remove(IncomingMessage message)
    {
        if (message.Previous is null)
            First = message.Next;
        else
            message.Previous.Next = message.Next;
        if (message.Next is null)
            Last = message.Previous;
        else
            message.Next.Previous = message.Previous;
        message.Previous = message.Next = null;
    }

    internal bool TryTakeFirst(out IncomingMessage message)
    {
        message = First!;
        if (First is null)
            return false;
        Remove(message);
        return true;
    }
}
