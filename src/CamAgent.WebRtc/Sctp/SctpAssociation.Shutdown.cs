using System.Buffers.Binary;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp;

/// <summary>Ending in good order, once everything has arrived (RFC 9260 §9.2), and asking whether the peer is still there (§8.3).</summary>
internal sealed partial class SctpAssociation
{
    private const int MaximumShutdowns = 10;
    private const int MaximumHeartbeats = 10;
    private const int HeartbeatSize = 16;

    private readonly byte[] _heartbeat = new byte[HeartbeatSize];
    private Instant _heartbeatAt = Instant.Never;
    private Instant _heartbeatSent = Instant.Never;
    private Instant _shutdownAt = Instant.Never;
    private int _unansweredHeartbeats;
    private int _shutdowns;

    /// <summary>Takes no further messages, delivers those that were accepted, and ends.</summary>
    internal void Shutdown(Instant now)
    {
        if (State is SctpState.CookieWait or SctpState.CookieEchoed or SctpState.Closed)
        {
            Abort("closed");
            return;
        }

        if (State != SctpState.Established)
            return;
        State = SctpState.ShutdownPending;
        AdvanceShutdown(now);
    }

    private void AdvanceShutdown(Instant now)
    {
        if (_outstanding.Count > 0 || !_queue.IsEmpty)
            return;
        switch (State)
        {
            case SctpState.ShutdownPending:
                State = SctpState.ShutdownSent;
                SendShutdown(now);
                break;
            case SctpState.ShutdownReceived:
                State = SctpState.ShutdownAckSent;
                SendShutdown(now);
                break;
        }
    }

    private void SendShutdown(Instant now)
    {
        if (State == SctpState.ShutdownAckSent)
        {
            QueueChunk(ChunkType.ShutdownAck, 0, []);
        }
        else
        {
            Span<byte> cumulative = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(cumulative, _received.Cumulative.Value);
            QueueChunk(ChunkType.Shutdown, 0, cumulative);
        }

        _shutdownAt = now + _timeout.Current;
    }

    private void OnShutdownTimeout(Instant now)
    {
        if (++_shutdowns > MaximumShutdowns)
        {
            Abort("The other side does not say goodbye.");
            return;
        }

        _timeout.OnExpired();
        SendShutdown(now);
    }

    private void HandleShutdown(in Chunk chunk, Instant now)
    {
        if (chunk.Value.Length < sizeof(uint))
        {
            _violations++;
            return;
        }

        if (State >= SctpState.Established)
            HandleSack(new SackChunk(new Tsn(BinaryPrimitives.ReadUInt32BigEndian(chunk.Value)), _peerWindow), now);
        switch (State)
        {
            case SctpState.Established or SctpState.ShutdownPending:
                State = SctpState.ShutdownReceived;
                break;
            case SctpState.ShutdownSent:
                // §9.2: both at once.
                State = SctpState.ShutdownAckSent;
                SendShutdown(now);
                break;
            case SctpState.ShutdownAckSent:
                SendShutdown(now);
                break;
        }
    }

    private void HandleShutdownAck()
    {
        if (State is not (SctpState.ShutdownSent or SctpState.ShutdownAckSent))
            return;
        QueuePacket(_peerTag, ChunkType.ShutdownComplete, 0, []);
        End("The data channels were closed.");
    }

    private void HandleShutdownComplete()
    {
        if (State == SctpState.ShutdownAckSent)
            End("The data channels were closed.");
    }

    private void OnHeartbeatTimeout(Instant now)
    {
        _heartbeatAt = now + _options.HeartbeatInterval;
        if (State != SctpState.Established)
            return;
        if (++_unansweredHeartbeats > MaximumHeartbeats)
        {
            Abort("The other side does not answer.");
            return;
        }

        // Random: an answer to it is one to it.
        _random.Fill(_heartbeat);
        _heartbeatSent = now;
        Span<byte> value = stackalloc byte[ParameterReader.HeaderSize + HeartbeatSize];
        var writer = new ParameterWriter(value);
        writer.Add((ushort)ParameterType.HeartbeatInformation, _heartbeat);
        QueueChunk(ChunkType.Heartbeat, 0, writer.Written);
    }

    private void HandleHeartbeatAck(in Chunk chunk, Instant now)
    {
        var reader = new ParameterReader(chunk.Value);
        if (_heartbeatSent == Instant.Never || !reader.TryRead(out _, out var whole) || !whole[ParameterReader.HeaderSize..].SequenceEqual(_heartbeat))
            return;
        _timeout.OnMeasured(now - _heartbeatSent);
        _heartbeatSent = Instant.Never;
    }
}
