using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp.Sending;

/// <summary>Chunks that were sent and are not acknowledged cumulatively, by TSN; what a SACK says of them, and what was lost.</summary>
/// <param name="initial">The first TSN of this side.</param>
internal sealed class Outstanding(SendQueue queue, Tsn initial)
{
    // RFC 9260 §7.2.4.
    private const int MissesOfLoss = 3;

    private OutgoingChunk[] _ring = new OutgoingChunk[64];
    private int _head;
    private int _lost;
    private long _order;
    private long _sampleFrom;

    internal int Count { get; private set; }

    /// <summary>All up to this one has arrived, as far as the peer has said.</summary>
    internal Tsn CumulativeAck { get; private set; } = initial.Previous;

    /// <summary>What the next new chunk will have.</summary>
    internal Tsn NextTsn { get; private set; } = initial;

    /// <summary>Payload bytes sent and neither acknowledged nor taken for lost.</summary>
    internal int InFlight { get; private set; }

    internal long Abandoned { get; private set; }

    internal bool HasLost => _lost > 0;

    internal OutgoingChunk this[int index] => _ring[(_head + index) & (_ring.Length - 1)];

    /// <summary>Takes a chunk that is sent for the first time and gives it a TSN.</summary>
    internal void Add(OutgoingChunk chunk, Instant now)
    {
        Append(chunk);
        OnTransmitted(chunk, now);
    }

    internal void Retransmit(OutgoingChunk chunk, Instant now)
    {
        _lost--;
        OnTransmitted(chunk, now);
    }

    /// <summary>The lost chunk that is to be sent again first; one whose message may not be is given up on the way.</summary>
    internal OutgoingChunk? PeekLost(Instant now)
    {
        for (var i = 0; i < Count && _lost > 0; i++)
        {
            var chunk = this[i];
            if (chunk.State != OutgoingChunkState.Lost)
                continue;
            if (!MustBeGivenUp(chunk, now))
                return chunk;
            Abandon(chunk.Message, i);
        }

        return null;
    }

    internal AcknowledgementOutcome HandleSack(in SackChunk sack, Instant now)
    {
        var ahead = sack.CumulativeAck - CumulativeAck;
        if (ahead < 0 || ahead > Count)
            return default;
        var newly = default(Newly);
        for (var i = 0; i < ahead; i++)
        {
            var chunk = this[0];
            Acknowledge(chunk, ref newly);
            _head = (_head + 1) & (_ring.Length - 1);
            Count--;
            CumulativeAck = CumulativeAck.Next;
            queue.Release(chunk);
        }

        AcknowledgeGaps(sack, ref newly);
        // Without gaps, and with an original as the latest to arrive, nothing that was sent before it is missing.
        var lost = (sack.GapCount > 0 || newly.IsRetransmission) && CountMisses(newly, now);
        return new AcknowledgementOutcome(true, newly.Bytes, ahead > 0, lost, TakeSample(newly, now));
    }

    /// <summary>RFC 9260 §6.3.3 E3: whatever is on its way is taken for lost.</summary>
    internal void LoseAll(Instant now)
    {
        // A receiver may take gap acknowledgements back (§6.2), though none is known to. Then the first one, which is what is waited for,
        // is among them, and that is not noticed before now.
        var hasReneged = Count > 0 && this[0].State == OutgoingChunkState.Acknowledged;
        for (var i = 0; i < Count; i++)
        {
            var chunk = this[i];
            if (hasReneged && chunk.State == OutgoingChunkState.Acknowledged)
            {
                chunk.State = OutgoingChunkState.InFlight;
                InFlight += chunk.Length;
            }

            if (chunk.State == OutgoingChunkState.InFlight)
                Lose(chunk, i, now);
        }
    }

    /// <summary>Gives up a message, whichever of its chunks were sent (RFC 3758 §3.5 A3).</summary>
    internal void Abandon(OutgoingMessage message) => Abandon(message, Count - 1);

    /// <summary>How far the peer can be told to skip: chunks given up, at the front (RFC 3758 §3.5 C2).</summary>
    internal int CountAbandonedFront()
    {
        var count = 0;
        while (count < Count && this[count].State == OutgoingChunkState.Abandoned)
            count++;
        return count;
    }

    /// <summary>Releases everything.</summary>
    internal void Clear()
    {
        for (; Count > 0; Count--)
        {
            queue.Release(this[0]);
            _head = (_head + 1) & (_ring.Length - 1);
        }

        _lost = InFlight = 0;
    }

    private void Append(OutgoingChunk chunk)
    {
        if (Count == _ring.Length)
            Grow();
        _ring[(_head + Count++) & (_ring.Length - 1)] = chunk;
        chunk.Tsn = NextTsn;
        NextTsn = NextTsn.Next;
    }

    private void OnTransmitted(OutgoingChunk chunk, Instant now)
    {
        chunk.State = OutgoingChunkState.InFlight;
        chunk.Transmissions++;
        chunk.Misses = 0;
        chunk.Order = ++_order;
        chunk.SentAt = now;
        InFlight += chunk.Length;
    }

    private void Acknowledge(OutgoingChunk chunk, ref Newly newly)
    {
        switch (chunk.State)
        {
            case OutgoingChunkState.InFlight:
                InFlight -= chunk.Length;
                break;
            case OutgoingChunkState.Lost:
                _lost--;
                break;
            default:
                return;
        }

        chunk.State = OutgoingChunkState.Acknowledged;
        newly.Bytes += chunk.Length;
        if (chunk.Order > newly.Order)
            (newly.Order, newly.IsRetransmission) = (chunk.Order, chunk.Transmissions > 1);
        // §6.3.1 C5 (Karn): an answer to a retransmission may be one to the original.
        if (chunk.Transmissions == 1 && chunk.Order >= _sampleFrom)
            newly.SentAt = chunk.SentAt;
    }

    private void AcknowledgeGaps(in SackChunk sack, ref Newly newly)
    {
        var from = 1;
        for (var block = 0; block < sack.GapCount; block++)
        {
            var (start, end) = sack.Gap(block);
            // In order and apart, as §3.3.4 has them; what is not ends the list, and its walk is never longer than what is outstanding.
            if (start < from || end < start)
                return;
            for (var offset = (int)start; offset <= end && offset <= Count; offset++)
                Acknowledge(this[offset - 1], ref newly);
            from = end + 1;
        }
    }

    /// <summary>
    /// §7.2.4 counts a chunk as missing when a later TSN is newly acknowledged. Here "later" is by transmission rather than by TSN, as
    /// RFC 8985 does it for TCP: so it holds for retransmissions too, which otherwise only the timer could find lost.
    /// </summary>
    private bool CountMisses(in Newly newly, Instant now)
    {
        var any = false;
        for (var i = 0; i < Count; i++)
        {
            var chunk = this[i];
            if (chunk.State != OutgoingChunkState.InFlight || chunk.Order > newly.Order || ++chunk.Misses < MissesOfLoss)
                continue;
            Lose(chunk, i, now);
            any = true;
        }

        return any;
    }

    private void Lose(OutgoingChunk chunk, int index, Instant now)
    {
        chunk.State = OutgoingChunkState.Lost;
        InFlight -= chunk.Length;
        _lost++;
        if (MustBeGivenUp(chunk, now))
            Abandon(chunk.Message, index);
    }

    private static bool MustBeGivenUp(OutgoingChunk chunk, Instant now) =>
        chunk.Message.Expires <= now || (chunk.Message.MaximumRetransmissions is { } maximum && chunk.Transmissions > maximum);

    private void Abandon(OutgoingMessage message, int index)
    {
        if (message.IsAbandoned)
            return;
        message.IsAbandoned = true;
        Abandoned++;
        // What was never sent needs one TSN in its place where another part has one: all of those may have arrived, and the peer would wait for
        // the rest with nothing to skip.
        if (queue.TakeBack(message) is { } last)
        {
            if (message.HasBegun)
            {
                queue.ReleasePayload(last);
                last.State = OutgoingChunkState.Abandoned;
                Append(last);
            }
            else
            {
                queue.Release(last);
                return;
            }
        }

        // Its chunks lie side by side.
        for (var i = Math.Min(index, Count - 1); i >= 0 && this[i].Message == message; i--)
            GiveUp(this[i]);
        for (var i = index + 1; i < Count && this[i].Message == message; i++)
            GiveUp(this[i]);
    }

    private void GiveUp(OutgoingChunk chunk)
    {
        if (chunk.State == OutgoingChunkState.InFlight)
            InFlight -= chunk.Length;
        else if (chunk.State == OutgoingChunkState.Lost)
            _lost--;
        chunk.State = OutgoingChunkState.Abandoned;
        queue.ReleasePayload(chunk);
    }

    // §6.3.1 C4: one measurement in a round trip.
    private TimeSpan? TakeSample(in Newly newly, Instant now)
    {
        if (newly.SentAt is not { } sent)
            return null;
        _sampleFrom = _order + 1;
        return now - sent;
    }

    private void Grow()
    {
        var grown = new OutgoingChunk[_ring.Length * 2];
        for (var i = 0; i < Count; i++)
            grown[i] = this[i];
        _ring = grown;
        _head = 0;
    }

    /// <summary>What one SACK newly acknowledges.</summary>
    private struct Newly
    {
        internal int Bytes;
        internal long Order;
        internal bool IsRetransmission;
        internal Instant? SentAt;
    }
}
