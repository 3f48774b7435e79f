using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp;

/// <summary>What comes in: whose packet it is (RFC 9260 §8.5), and what each chunk asks for.</summary>
internal sealed partial class SctpAssociation
{
    // §3.3.7, §3.3.13: the tag is the sender's own, because it has none of the receiver's.
    private const byte ReflectedTag = 1;

    private uint _announcedWindow;
    private long _bytesReceived;
    private bool _hasData;

    /// <summary>What is left of the capacity. Less than a packet's worth is none, so that nobody sends crumbs (§6.2).</summary>
    private uint ReceiverWindow
    {
        get
        {
            var free = _options.ReceiveCapacity - _reassembly.HeldBytes;
            return free < _options.MaximumPacketSize ? 0 : (uint)free;
        }
    }

    /// <summary>Takes a packet that came over the association's DTLS session.</summary>
    /// <returns>False where it is not for this association or makes no sense: it had no effect.</returns>
    internal bool HandlePacket(ReadOnlySpan<byte> packet, Instant now)
    {
        if (TryHandlePacket(packet, now))
            return true;
        _violations++;
        return false;
    }

    private bool TryHandlePacket(ReadOnlySpan<byte> packet, Instant now)
    {
        if (!SctpPacketReader.TryRead(packet, out var reader) || reader.SourcePort != _options.RemotePort
            || reader.DestinationPort != _options.LocalPort || !reader.TryReadChunk(out var chunk))
            return false;
        // RFC 9653 §5.3: we have said that zero will do, for DTLS has checked the packet better. It is not for a packet with INIT.
        if ((reader.Checksum != 0 || chunk.Type == ChunkType.Init) && reader.Checksum != Crc32c.OfPacket(packet))
            return false;
        // RFC 9260 §8.5.1 A and §6.10: INIT has no tag yet, and comes alone.
        if (chunk.Type == ChunkType.Init)
            return !_hasEnded && reader.VerificationTag == 0 && reader.IsAtEnd && HandleInit(chunk, now);
        if (chunk.Type == ChunkType.CookieEcho)
        {
            if (!HandleCookieEcho(chunk, reader.VerificationTag, now))
                return false;
            if (!reader.TryReadChunk(out chunk))
                return !reader.IsMalformed;
        }

        if (State == SctpState.Closed)
            return HandleOutOfTheBlue(chunk, reader.VerificationTag);
        if (!HasRightTag(chunk, reader.VerificationTag))
            return false;
        HandleChunks(ref reader, chunk, now);
        return true;
    }

    private void HandleChunks(ref SctpPacketReader reader, Chunk chunk, Instant now)
    {
        _hasData = false;
        var hadGaps = _received.HasGaps;
        _heartbeatAt = now + _options.HeartbeatInterval;
        _unansweredHeartbeats = 0;
        while (HandleChunk(chunk, now) && State != SctpState.Closed && reader.TryReadChunk(out chunk))
        {
        }

        if (reader.IsMalformed)
            _violations++;
        if (State == SctpState.Closed)
            return;
        if (_hasData)
        {
            // §6.2: gaps are told at once, and so is that one is filled.
            if (hadGaps || _received.HasGaps || State == SctpState.ShutdownSent)
                _acknowledgement.HurryUp(now);
            else
                _acknowledgement.OnPacket(now);
            FinishDeferredReset(now);
        }

        AdvanceShutdown(now);
    }

    /// <returns>False where the packet's further chunks are not to be looked at.</returns>
    private bool HandleChunk(in Chunk chunk, Instant now)
    {
        switch (chunk.Type)
        {
            case ChunkType.Data:
                HandleData(chunk, now);
                break;
            case ChunkType.Sack:
                HandleSack(chunk, now);
                break;
            case ChunkType.ForwardTsn:
                HandleForwardTsn(chunk, now);
                break;
            case ChunkType.Reconfiguration:
                HandleReconfiguration(chunk, now);
                break;
            case ChunkType.InitAck:
                HandleInitAck(chunk, now);
                break;
            case ChunkType.CookieAck:
                HandleCookieAck(now);
                break;
            case ChunkType.Heartbeat:
                QueueChunk(ChunkType.HeartbeatAck, 0, chunk.Value);
                break;
            case ChunkType.HeartbeatAck:
                HandleHeartbeatAck(chunk, now);
                break;
            case ChunkType.Abort:
                End(AbortReason.Read(chunk.Value));
                break;
            case ChunkType.Error:
                HandleError(chunk, now);
                break;
            case ChunkType.Shutdown:
                HandleShutdown(chunk, now);
                break;
            case ChunkType.ShutdownAck:
                HandleShutdownAck();
                break;
            case ChunkType.ShutdownComplete:
                HandleShutdownComplete();
                break;
            case ChunkType.Init or ChunkType.CookieEcho:
                // Neither may come behind another.
                _violations++;
                return false;
            default:
                if (chunk.IsReportedWhenUnknown)
                    QueueErrorCause(ErrorCause.UnrecognizedChunkType, chunk.Whole);
                return chunk.IsSkippedWhenUnknown;
        }

        return true;
    }

    private void HandleData(in Chunk chunk, Instant now)
    {
        if (!DataChunk.TryRead(chunk, out var data))
        {
            _violations++;
            return;
        }

        // §6: nothing else takes data. What comes before COOKIE ACK will come again.
        if (State is not (SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownSent))
            return;
        if (data.Payload.IsEmpty)
        {
            // §6.2.
            Span<byte> tsn = stackalloc byte[sizeof(uint)];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(tsn, data.Tsn.Value);
            Abort(ErrorCause.NoUserData, tsn, "The other side sent a message without content, against the standard.");
            return;
        }

        if (_received.IsDuplicate(data.Tsn))
        {
            _acknowledgement.OnDuplicate(data.Tsn, now);
            return;
        }

        // What the next in line completes frees memory, so it may go half over the limit; else what has arrived behind a gap could shut it out.
        var isNext = data.Tsn == _received.Cumulative.Next;
        var limit = isNext ? _options.ReceiveCapacity + (_options.ReceiveCapacity / 2) : _options.ReceiveCapacity;
        if (!_received.IsInWindow(data.Tsn) || _reassembly.HeldBytes + SctpMemory.CostOf(data.Payload.Length) > limit)
        {
            _acknowledgement.HurryUp(now);
            return;
        }

        _hasData = true;
        _received.Add(data.Tsn);
        _bytesReceived += data.Payload.Length;
        if (data.Flags.HasFlag(DataFlags.Immediate))
            _acknowledgement.HurryUp(now);
        if (data.Stream >= Streams)
            ReportInvalidStream(data.Stream);
        else if (!_reassembly.TryAdd(data, _options.MaximumIncomingMessage))
            Abort(ErrorCause.ProtocolViolation, [], "The other side sent a longer message than was agreed on.");
    }

    private void HandleForwardTsn(in Chunk chunk, Instant now)
    {
        if (State is not (SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownSent) || !ForwardTsnChunk.TryRead(chunk, out var forward))
            return;
        // RFC 3758 §3.6: an old one may mean that our SACK was lost.
        _acknowledgement.HurryUp(now);
        if (forward.CumulativeTsn <= _received.Cumulative)
            return;
        _received.ForwardTo(forward.CumulativeTsn);
        _reassembly.Forward(forward.CumulativeTsn);
        for (var i = 0; i < forward.Count; i++)
            _reassembly.Skip(forward.Skipped(i));
        FinishDeferredReset(now);
    }

    private void HandleError(in Chunk chunk, Instant now)
    {
        var causes = new ParameterReader(chunk.Value);
        while (causes.TryRead(out var cause, out _))
        {
            if ((ErrorCause)cause == ErrorCause.StaleCookie)
                HandleStaleCookie(now);
        }
    }

    // §8.5.1 B and C.
    private bool HasRightTag(in Chunk chunk, uint tag) =>
        chunk.Type is ChunkType.Abort or ChunkType.ShutdownComplete && (chunk.Flags & ReflectedTag) != 0 ? tag == _peerTag && tag != 0 : tag == _localTag;

    /// <summary>§8.4: what belongs to no association, be it that there was none or that there is none any more.</summary>
    private bool HandleOutOfTheBlue(in Chunk chunk, uint tag)
    {
        switch (chunk.Type)
        {
            case ChunkType.Abort or ChunkType.ShutdownComplete or ChunkType.CookieAck or ChunkType.InitAck or ChunkType.Error:
                break;
            case ChunkType.ShutdownAck:
                QueuePacket(tag, ChunkType.ShutdownComplete, ReflectedTag, []);
                break;
            default:
                QueuePacket(tag, ChunkType.Abort, ReflectedTag, []);
                break;
        }

        return false;
    }

    private void ReportInvalidStream(ushort stream)
    {
        Span<byte> detail = stackalloc byte[4];
        detail.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(detail, stream);
        _violations++;
        QueueErrorCause(ErrorCause.InvalidStreamIdentifier, detail);
    }

    private void QueueErrorCause(ErrorCause cause, ReadOnlySpan<byte> detail)
    {
        Span<byte> buffer = stackalloc byte[512];
        var writer = new ParameterWriter(buffer);
        writer.Add((ushort)cause, detail[..Math.Min(detail.Length, buffer.Length - ParameterReader.HeaderSize)]);
        QueueChunk(ChunkType.Error, 0, writer.Written);
    }
}
