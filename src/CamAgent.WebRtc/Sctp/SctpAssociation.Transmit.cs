using CamAgent.WebRtc.Sctp.Sending;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp;

/// <summary>What goes out: control first, then acknowledgements, then what is to be skipped, what was lost, and what is new.</summary>
internal sealed partial class SctpAssociation
{
    // A turn's worth of packets: media and other viewers come in between, and the path's queues are not filled at a blow.
    private const int BurstPackets = 32;
    private const int MaximumGaps = 64;
    private const int MaximumSkipped = 64;
    private static readonly TimeSpan BurstInterval = TimeSpan.FromMicroseconds(100);

    private uint _peerWindow;
    private Instant _retransmitAt = Instant.Never;
    private Instant _burstAt = Instant.Never;
    private Instant _burstBegan;
    private Instant _lastSent;
    private Instant _forwardAgain;
    private Tsn _forwardedTo;
    private int _burst;
    private bool _mayRetransmitAtOnce;
    private bool _owesWritable;
    private long _bytesSent;
    private long _retransmissions;
    private long _timeouts;

    /// <summary>Writes the next packet.</summary>
    /// <param name="destination">At least <see cref="SctpOptions.MaximumPacketSize"/> bytes.</param>
    internal bool TryPollTransmit(Instant now, Span<byte> destination, out int length)
    {
        if (_packets.TryDequeue(destination, out length))
            return true;
        if (State is SctpState.Closed or SctpState.CookieWait)
            return false;
        var writer = new SctpPacketWriter(destination[.._options.MaximumPacketSize], _options.LocalPort, _options.RemotePort, _peerTag);
        var isCookieEcho = _owesCookieEcho;
        if (isCookieEcho)
        {
            writer.Add(ChunkType.CookieEcho, 0, _cookie);
            _owesCookieEcho = false;
        }

        WriteControl(ref writer, now);
        if (State >= SctpState.Established)
            WriteData(ref writer, now);
        if (writer.IsEmpty)
            return false;
        // RFC 9653 §5.2: the peer may have no association yet to remember its word by.
        length = writer.Finish(leavesChecksumZero: !isCookieEcho && _capabilities.HasFlag(PeerCapabilities.ZeroChecksum));
        return true;
    }

    private void WriteControl(ref SctpPacketWriter writer, Instant now)
    {
        TryBeginReset(now);
        while (_chunks.TryPeek(out var chunk) && chunk.Length <= writer.Remaining)
        {
            writer.Append(chunk);
            _ = _chunks.TryDequeue(out _);
        }
    }

    private void WriteData(ref SctpPacketWriter writer, Instant now)
    {
        var chunk = PeekChunk(now);
        WriteForwardTsn(ref writer, now);
        if (_acknowledgement.IsPending && (_acknowledgement.IsDue(now) || (chunk is not null && SackChunk.Overhead + chunk.WireSize <= writer.Remaining)))
            WriteSack(ref writer);
        if (chunk is null || chunk.WireSize > writer.Remaining || !MayBurst(now))
            return;
        do
        {
            Write(ref writer, chunk, now);
            chunk = PeekChunk(now);
        }
        while (chunk is not null && chunk.WireSize <= writer.Remaining);

        _burst++;
        _lastSent = now;
        _mayRetransmitAtOnce = false;
        if (_retransmitAt == Instant.Never)
            _retransmitAt = now + _timeout.Current;
    }

    private bool MayBurst(Instant now)
    {
        if (now - _burstBegan >= BurstInterval)
        {
            _burstBegan = now;
            _burst = 0;
        }

        if (_burst < BurstPackets)
            return true;
        _burstAt = _burstBegan + BurstInterval;
        return false;
    }

    private OutgoingChunk? PeekChunk(Instant now)
    {
        if (_outstanding.HasLost)
        {
            if (_outstanding.InFlight >= _congestion.Size && !_mayRetransmitAtOnce)
                return null;
            if (_outstanding.PeekLost(now) is { } lost)
                return lost;
        }

        var next = _queue.Peek();
        while (next is not null && next.Message.Expires <= now)
        {
            _outstanding.Abandon(next.Message);
            next = _queue.Peek();
        }

        if (next is null)
            return null;
        if (_outstanding.InFlight == 0)
        {
            ShrinkWhenIdle(now);
            // RFC 9260 §6.1 A: one chunk may always be on its way, to find out that a closed window has opened.
            return next;
        }

        return _outstanding.InFlight < _congestion.Size && next.Length <= _peerWindow ? next : null;
    }

    private void ShrinkWhenIdle(Instant now)
    {
        var idle = (int)Math.Min(16, (now - _lastSent) / _timeout.Current);
        if (_outstanding.Count == 0 && idle > 0)
            _congestion.OnIdle(idle);
    }

    private void Write(ref SctpPacketWriter writer, OutgoingChunk chunk, Instant now)
    {
        if (chunk.State == OutgoingChunkState.Lost)
        {
            _outstanding.Retransmit(chunk, now);
            _retransmissions++;
        }
        else
        {
            _queue.Take(chunk);
            _outstanding.Add(chunk, now);
        }

        var message = chunk.Message;
        new DataChunk
        {
            Flags = chunk.Flags,
            Tsn = chunk.Tsn,
            Stream = message.Stream.Id,
            StreamSequence = message.IsUnordered ? (ushort)0 : message.Sequence,
            PayloadProtocol = message.PayloadProtocol,
            Payload = chunk.Block.AsSpan(0, chunk.Length),
        }.Write(ref writer);
        _peerWindow -= Math.Min(_peerWindow, (uint)chunk.Length);
        _bytesSent += chunk.Length;
    }

    private void WriteSack(ref SctpPacketWriter writer)
    {
        var room = (writer.Remaining - SackChunk.Overhead) / SackChunk.EntrySize;
        if (room < 0)
            return;
        Span<GapBlock> gaps = stackalloc GapBlock[MaximumGaps];
        var gapCount = _received.HasGaps ? _received.CopyGaps(gaps[..Math.Min(room, MaximumGaps)]) : 0;
        var duplicates = _acknowledgement.Duplicates;
        duplicates = duplicates[..Math.Min(duplicates.Length, room - gapCount)];
        _announcedWindow = ReceiverWindow;
        SackChunk.Write(ref writer, _received.Cumulative, _announcedWindow, gaps[..gapCount], duplicates);
        _acknowledgement.OnSent();
    }

    /// <summary>RFC 3758 §3.5 C: tells the peer what not to wait for, and again until it has heard.</summary>
    private void WriteForwardTsn(ref SctpPacketWriter writer, Instant now)
    {
        var count = _outstanding.CountAbandonedFront();
        if (count == 0)
            return;
        Span<SkippedSequence> skipped = stackalloc SkippedSequence[MaximumSkipped];
        var room = Math.Min(MaximumSkipped, (writer.Remaining - Chunk.HeaderSize - sizeof(uint)) / ForwardTsnChunk.EntrySize);
        if (room <= 0)
            return;
        var streams = 0;
        var cumulative = _outstanding.CumulativeAck;
        for (var i = 0; i < count && TryNote(_outstanding[i].Message, skipped[..room], ref streams); i++)
            cumulative = _outstanding[i].Tsn;
        if (cumulative == _forwardedTo && now < _forwardAgain)
            return;
        ForwardTsnChunk.Write(ref writer, cumulative, skipped[..streams]);
        _forwardedTo = cumulative;
        _forwardAgain = now + (_timeout.RoundTripTime ?? _timeout.Current);
        if (_retransmitAt == Instant.Never)
            _retransmitAt = now + _timeout.Current;
    }

    // Each ordered stream's last message that is given up.
    private static bool TryNote(OutgoingMessage message, Span<SkippedSequence> skipped, ref int streams)
    {
        if (message.IsUnordered)
            return true;
        for (var i = streams - 1; i >= 0; i--)
        {
            if (skipped[i].Stream == message.Stream.Id)
            {
                skipped[i] = new SkippedSequence(message.Stream.Id, message.Sequence);
                return true;
            }
        }

        if (streams == skipped.Length)
            return false;
        skipped[streams++] = new SkippedSequence(message.Stream.Id, message.Sequence);
        return true;
    }

    private void HandleSack(in Chunk chunk, Instant now)
    {
        if (State < SctpState.Established)
            return;
        if (SackChunk.TryRead(chunk, out var sack))
            HandleSack(sack, now);
        else
            _violations++;
    }

    private void HandleSack(in SackChunk sack, Instant now)
    {
        var before = _outstanding.InFlight;
        var outcome = _outstanding.HandleSack(sack, now);
        if (!outcome.IsValid)
            return;
        if (outcome.RoundTrip is { } roundTrip)
            _timeout.OnMeasured(roundTrip);
        _congestion.OnAcknowledged(outcome.Acknowledged, before, _outstanding.CumulativeAck, outcome.CumulativeAdvanced, _outstanding.Count == 0);
        if (outcome.Lost && _congestion.OnLost(_outstanding.NextTsn.Previous))
            _mayRetransmitAtOnce = true;
        _peerWindow = sack.ReceiverWindow - Math.Min(sack.ReceiverWindow, (uint)_outstanding.InFlight);
        if (outcome.CumulativeAdvanced)
            OnProgress(now);
        RaiseWritable();
    }

    private void OnProgress(Instant now)
    {
        _timeout.OnProgress();
        var isAll = _outstanding.Count == 0;
        _retransmitAt = isAll ? Instant.Never : now + _timeout.Current;
        _stallsAt = isAll && _queue.IsEmpty ? Instant.Never : now + _options.StallLimit;
    }

    /// <summary>RFC 9260 §6.3.3.</summary>
    private void OnRetransmissionTimeout(Instant now)
    {
        _retransmitAt = Instant.Never;
        if (_outstanding.Count == 0)
            return;
        _timeouts++;
        _timeout.OnExpired();
        _congestion.OnTimeout();
        _outstanding.LoseAll(now);
        _forwardAgain = now;
        _retransmitAt = now + _timeout.Current;
    }

    /// <summary>Half of a stream's room is free again, or nothing of it is left at all.</summary>
    private void RaiseWritable()
    {
        if (!_owesWritable || _queue.HeldBytes > _options.SendCapacity / 2)
            return;
        _owesWritable = false;
        foreach (var stream in _queue.Streams)
        {
            if (!stream.OwesWritable)
                continue;
            stream.OwesWritable = stream.HeldBytes > _options.StreamCapacity / 2;
            if (stream.OwesWritable)
                _owesWritable = true;
            else
                _events.Enqueue(new SctpEvent(SctpEventKind.Writable, stream.Id));
        }
    }
}
