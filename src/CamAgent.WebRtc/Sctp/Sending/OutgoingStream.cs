namespace CamAgent.WebRtc.Sctp.Sending;

/// <summary>One stream's way out: the messages that wait, and what is on its way.</summary>
internal sealed class OutgoingStream(ushort id)
{
    internal ushort Id { get; } = id;

    internal ushort NextSequence { get; set; }

    internal OutgoingMessage? First { get; private set; }

    private OutgoingMessage? Last { get; set; }

    /// <summary>Payload bytes that were accepted and are neither acknowledged nor given up.</summary>
    internal int BufferedBytes { get; set; }

    /// <summary>Bytes of memory of these.</summary>
    internal int HeldBytes { get; set; }

    /// <summary>Chunks that are not yet released, sent or not: a reset waits for none (RFC 6525 §5.1.2).</summary>
    internal int Chunks { get; set; }

    /// <summary>It waits for its turn, or has it.</summary>
    internal bool IsScheduled { get; set; }

    /// <summary>It refused a message, and will say when there is room.</summary>
    internal bool OwesWritable { get; set; }

    internal void Enqueue(OutgoingMessage message)
    {
        if (Last is null)
            First = message;
        else
            Last.Next = message;
        Last = message;
    }

    internal OutgoingMessage Dequeue()
    {
        var message = First!;
        First = message.Next;
        Last = First is null ? null : Last;
        message.Next = null;
        return message;
    }
}
