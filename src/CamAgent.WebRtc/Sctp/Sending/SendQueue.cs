namespace CamAgent.WebRtc.Sctp.Sending;

/// <summary>
/// What waits to be sent for the first time. Streams take turns, message by message: within one a message cannot be interrupted without
/// RFC 8260's I-DATA, so large transfers do well to be cut into small messages.
/// </summary>
internal sealed class SendQueue(SctpMemory memory)
{
    private readonly Dictionary<ushort, OutgoingStream> _streams = [];
    private readonly Queue<OutgoingStream> _turns = new();
    private OutgoingMessage? _current;

    /// <summary>Bytes of memory for all that is not yet released, sent or not.</summary>
    internal int HeldBytes { get; set; }

    /// <summary>Chunks that were never sent.</summary>
    internal int UnsentChunks { get; private set; }

    internal Dictionary<ushort, OutgoingStream>.ValueCollection Streams => _streams.Values;

    internal bool IsEmpty => UnsentChunks == 0;

    internal OutgoingStream Stream(ushort id)
    {
        if (!_streams.TryGetValue(id, out var stream))
            _streams.Add(id, stream = new OutgoingStream(id));
        return stream;
    }

    internal OutgoingStream? Find(ushort id) => _streams.GetValueOrDefault(id);

    /// <summary>Forgets a stream that has nothing on its way; its numbers begin anew.</summary>
    internal void Forget(ushort id)
    {
        if (_streams.TryGetValue(id, out var stream) && stream.Chunks == 0)
            _streams.Remove(id);
    }

    internal void Enqueue(OutgoingStream stream, uint payloadProtocol, bool isUnordered, in Reliability reliability, ReadOnlySpan<byte> payload, int fragmentSize, Instant now)
    {
        var message = memory.Messages.Rent();
        message.Stream = stream;
        message.PayloadProtocol = payloadProtocol;
        message.IsUnordered = isUnordered;
        message.MaximumRetransmissions = reliability.MaximumRetransmissions;
        message.Expires = reliability.Lifetime is { } lifetime ? now + lifetime : Instant.Never;
        message.IsAbandoned = message.HasBegun = false;
        message.Chunks = 0;
        var flags = Wire.DataFlags.Beginning | (isUnordered ? Wire.DataFlags.Unordered : Wire.DataFlags.None);
        OutgoingChunk? last = null;
        do
        {
            var length = Math.Min(payload.Length, fragmentSize);
            var chunk = Cut(message, payload[..length], length == payload.Length ? flags | Wire.DataFlags.End : flags);
            if (last is null)
                message.Unsent = chunk;
            else
                last.Next = chunk;
            last = chunk;
            payload = payload[length..];
            flags &= ~Wire.DataFlags.Beginning;
        }
        while (!payload.IsEmpty);

        stream.Enqueue(message);
        Schedule(stream);
    }

    /// <summary>The chunk whose turn it is; null where nothing waits.</summary>
    internal OutgoingChunk? Peek()
    {
        while (_current is null && _turns.TryDequeue(out var stream))
        {
            // Null where it was discarded while it waited.
            _current = stream.First;
            stream.IsScheduled = _current is not null;
        }

        return _current?.Unsent;
    }

    /// <summary>Takes what <see cref="Peek"/> gave: it is sent now.</summary>
    internal void Take(OutgoingChunk chunk)
    {
        var message = chunk.Message;
        if (!message.HasBegun)
        {
            message.HasBegun = true;
            if (!message.IsUnordered)
                message.Sequence = message.Stream.NextSequence++;
        }

        message.Unsent = chunk.Next;
        chunk.Next = null;
        UnsentChunks--;
        if (message.Unsent is null)
            EndTurn();
    }

    /// <summary>Takes back what of the message whose turn it is was never sent.</summary>
    /// <returns>Its last chunk, still counted, which the caller sends in name only or releases; null where nothing was left of it.</returns>
    internal OutgoingChunk? TakeBack(OutgoingMessage message)
    {
        if (message.Unsent is null)
            return null;
        while (message.Unsent.Next is { } next)
        {
            UnsentChunks--;
            Release(message.Unsent);
            message.Unsent = next;
        }

        var last = message.Unsent;
        message.Unsent = null;
        UnsentChunks--;
        EndTurn();
        return last;
    }

    /// <summary>Drops what of a stream was never begun: its other side is closed.</summary>
    internal void Discard(OutgoingStream stream)
    {
        // The message whose turn it is stays the first, and is finished.
        var begun = _current?.Stream == stream ? stream.Dequeue() : null;
        while (stream.First is not null)
        {
            var message = stream.Dequeue();
            for (var chunk = message.Unsent; chunk is not null;)
            {
                var next = chunk.Next;
                UnsentChunks--;
                Release(chunk);
                chunk = next;
            }
        }

        if (begun is not null)
            stream.Enqueue(begun);
    }

    /// <summary>Gives a chunk's memory back: acknowledged, or given up.</summary>
    internal void Release(OutgoingChunk chunk)
    {
        var message = chunk.Message;
        var stream = message.Stream;
        ReleasePayload(chunk);
        stream.Chunks--;
        chunk.Next = null;
        chunk.Message = null!;
        memory.Chunks.Return(chunk);
        if (--message.Chunks == 0)
        {
            message.Stream = null!;
            memory.Messages.Return(message);
        }
    }

    /// <summary>Gives back the block alone: the chunk stays for its TSN.</summary>
    internal void ReleasePayload(OutgoingChunk chunk)
    {
        if (chunk.Block.Length == 0)
            return;
        var cost = SctpMemory.CostOf(chunk.Length);
        HeldBytes -= cost;
        chunk.Message.Stream.HeldBytes -= cost;
        chunk.Message.Stream.BufferedBytes -= chunk.Length;
        memory.ReturnBlock(chunk.Block);
        chunk.Block = [];
    }

    /// <summary>Releases everything that was not sent.</summary>
    internal void Clear()
    {
        _turns.Clear();
        _current = null;
        foreach (var stream in _streams.Values)
            Discard(stream);
        _streams.Clear();
    }

    private OutgoingChunk Cut(OutgoingMessage message, ReadOnlySpan<byte> payload, Wire.DataFlags flags)
    {
        var chunk = memory.Chunks.Rent();
        chunk.Message = message;
        chunk.Block = memory.RentBlock(payload.Length);
        chunk.Length = payload.Length;
        chunk.Flags = flags;
        chunk.State = OutgoingChunkState.Queued;
        chunk.Transmissions = chunk.Misses = 0;
        payload.CopyTo(chunk.Block);
        var cost = SctpMemory.CostOf(payload.Length);
        HeldBytes += cost;
        UnsentChunks++;
        message.Chunks++;
        message.Stream.Chunks++;
        message.Stream.HeldBytes += cost;
        message.Stream.BufferedBytes += payload.Length;
        return chunk;
    }

    private void Schedule(OutgoingStream stream)
    {
        if (stream.IsScheduled)
            return;
        stream.IsScheduled = true;
        _turns.Enqueue(stream);
    }

    private void EndTurn()
    {
        var stream = _current!.Stream;
        _ = stream.Dequeue();
        _current = null;
        stream.IsScheduled = false;
        if (stream.First is not null)
            Schedule(stream);
    }
}
