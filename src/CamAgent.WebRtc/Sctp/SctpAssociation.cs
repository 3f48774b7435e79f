using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Sctp.Receiving;
using CamAgent.WebRtc.Sctp.Sending;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp;

/// <summary>
/// One SCTP association (RFC 9260) within DTLS (RFC 8261), with partial reliability (RFC 3758), stream resets (RFC 6525) and zero checksums
/// (RFC 9653). It is driven: packets and time go in, packets, messages and events come out; it opens no socket and reads no clock.
/// </summary>
/// <remarks>
/// After every call drain <see cref="TryPollTransmit"/>, <see cref="TryTake"/> and <see cref="TryPollEvent"/>, and come back at
/// <see cref="NextTimeout"/>. One path, fixed packet size, no address changes: below are DTLS and ICE, which do all that.
/// </remarks>
internal sealed partial class SctpAssociation
{
    private const int KeySize = 32;
    private const int PacketQueueBytes = 16 * 1024;
    private const int ChunkQueueBytes = 8 * 1024;

    private readonly SctpOptions _options;
    private readonly RandomSource _random;
    private readonly byte[] _cookieKey = new byte[KeySize];
    private readonly uint _localTag;
    private readonly Tsn _localInitialTsn;
    private readonly int _fragmentSize;
    private readonly Queue<SctpEvent> _events = new();
    private readonly DatagramQueue _packets = new(PacketQueueBytes);
    private readonly DatagramQueue _chunks = new(ChunkQueueBytes);
    private readonly SendQueue _queue;
    private readonly Outstanding _outstanding;
    private readonly CongestionWindow _congestion;
    private readonly RetransmissionTimeout _timeout;
    private readonly AcknowledgementSchedule _acknowledgement;
    private readonly Reassembly _reassembly;
    private ReceivedTsns _received = new(new Tsn(0));
    private bool _hasEnded;
    private PeerCapabilities _capabilities;
    private uint _peerTag;
    private Tsn _peerInitialTsn;
    private ushort _outboundStreams;
    private Instant _stallsAt = Instant.Never;
    private long _violations;

    internal SctpAssociation(SctpOptions options, SctpMemory memory, RandomSource random)
    {
        _options = options;
        _random = random;
        random.Fill(_cookieKey);
        _localTag = NewTag();
        _localInitialTsn = new Tsn(options.InitialTsn ?? random.NextUInt32());
        _nextReset = _localInitialTsn.Value;
        _fragmentSize = options.MaximumPacketSize - SctpPacketReader.HeaderSize - DataChunk.Overhead;
        _queue = new SendQueue(memory);
        _outstanding = new Outstanding(_queue, _localInitialTsn);
        _congestion = new CongestionWindow(_fragmentSize);
        _timeout = new RetransmissionTimeout(options.InitialTimeout, options.MinimumTimeout, options.MaximumTimeout);
        _acknowledgement = new AcknowledgementSchedule(options.AcknowledgementDelay);
        _reassembly = new Reassembly(memory);
    }

    internal SctpState State { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> is due.</summary>
    internal Instant NextTimeout
    {
        get
        {
            var next = Instant.Min(_handshakeAt, _retransmitAt);
            next = Instant.Min(next, Instant.Min(_shutdownAt, _resetAt));
            next = Instant.Min(next, Instant.Min(_heartbeatAt, _stallsAt));
            next = Instant.Min(next, Instant.Min(_acknowledgement.Due, _burstAt));
            return _hasEnded ? Instant.Never : next;
        }
    }

    internal SctpStatistics Statistics => new(
        _timeout.RoundTripTime,
        _bytesSent,
        _bytesReceived,
        _retransmissions,
        _timeouts,
        _outstanding.Abandoned,
        _violations,
        _congestion.Size,
        _outstanding.InFlight,
        _reassembly.HeldBytes + _queue.HeldBytes);

    /// <summary>What the other side understands; nothing before it has said so.</summary>
    internal PeerCapabilities Capabilities => _capabilities;

    /// <summary>Begins. Both sides may, at the same time (RFC 9260 §5.2.1); in WebRTC both do.</summary>
    internal void Connect(Instant now)
    {
        if (State != SctpState.Closed || _hasEnded)
            return;
        State = SctpState.CookieWait;
        SendInit(now);
    }

    internal bool TryPollEvent(out SctpEvent happened) => _events.TryDequeue(out happened);

    /// <summary>
    /// Accepts a message; it is sent as the windows allow. May be called before the association is there.
    /// </summary>
    /// <param name="payload">At least one byte.</param>
    /// <returns>False where it is too long, or there is no room (then <see cref="SctpEventKind.Writable"/> follows), or the association is over.</returns>
    internal bool TrySend(ushort streamId, uint payloadProtocol, bool isUnordered, in Reliability reliability, ReadOnlySpan<byte> payload, Instant now)
    {
        if (_hasEnded || State > SctpState.Established || payload.IsEmpty || payload.Length > _options.MaximumOutgoingMessage)
            return false;
        var stream = _queue.Stream(streamId);
        // An empty stream takes any message, so that none is too long for ever.
        var fragments = (payload.Length + _fragmentSize - 1) / _fragmentSize;
        var cost = fragments * SctpMemory.CostOf(Math.Min(payload.Length, _fragmentSize));
        if (stream.HeldBytes > 0 && (stream.HeldBytes + cost > _options.StreamCapacity || _queue.HeldBytes + cost > _options.SendCapacity))
        {
            stream.OwesWritable = true;
            _owesWritable = true;
            return false;
        }

        _queue.Enqueue(stream, payloadProtocol, isUnordered, reliability, payload, _fragmentSize, now);
        _stallsAt = Instant.Min(_stallsAt, now + _options.StallLimit);
        return true;
    }

    /// <summary>Payload bytes of a stream that were accepted and are neither acknowledged nor given up.</summary>
    internal int BufferedBytes(ushort stream) => _queue.Find(stream)?.BufferedBytes ?? 0;

    /// <summary>The next message that has arrived, in order where it is ordered. It goes back to <see cref="Release"/>, sooner or later: until then the window is smaller.</summary>
    internal bool TryTake(out IncomingMessage message) => _reassembly.TryTake(out message);

    internal void Release(IncomingMessage message, Instant now)
    {
        _reassembly.Release(message);
        // RFC 9260 §6.2: a window that was nearly closed is told when it is open again.
        if (_announcedWindow < _options.ReceiveCapacity / 4 && ReceiverWindow >= _options.ReceiveCapacity / 2 && State == SctpState.Established)
            _acknowledgement.HurryUp(now);
    }

    /// <summary>Ends the association at once, and says so to the peer (§9.1).</summary>
    internal void Abort(string reason) => Abort(ErrorCause.UserInitiatedAbort, System.Text.Encoding.UTF8.GetBytes(reason), reason);

    internal void HandleTimeout(Instant now)
    {
        if (_hasEnded)
            return;
        if (_handshakeAt <= now)
            OnHandshakeTimeout(now);
        if (_retransmitAt <= now)
            OnRetransmissionTimeout(now);
        if (_shutdownAt <= now)
            OnShutdownTimeout(now);
        if (_resetAt <= now)
            OnResetTimeout(now);
        if (_heartbeatAt <= now)
            OnHeartbeatTimeout(now);
        if (_burstAt <= now)
            _burstAt = Instant.Never;
        if (_stallsAt <= now)
            OnStalled(now);
    }

    private void OnStalled(Instant now)
    {
        if (_outstanding.Count == 0 && _queue.IsEmpty)
            _stallsAt = Instant.Never;
        else if (State is SctpState.CookieWait or SctpState.CookieEchoed)
            _stallsAt = now + _options.StallLimit;
        else
            Abort($"Nothing that was sent was taken for {_options.StallLimit.TotalSeconds:F0} s.");
    }

    private void Abort(ErrorCause cause, ReadOnlySpan<byte> detail, string reason)
    {
        if (_hasEnded)
            return;
        if (_peerTag != 0)
        {
            Span<byte> buffer = stackalloc byte[256];
            var causes = new ParameterWriter(buffer);
            causes.Add((ushort)cause, detail[..Math.Min(detail.Length, 200)]);
            QueuePacket(_peerTag, ChunkType.Abort, 0, causes.Written);
        }

        End(reason);
    }

    private void End(string reason)
    {
        if (_hasEnded)
            return;
        _hasEnded = true;
        State = SctpState.Closed;
        _outstanding.Clear();
        _queue.Clear();
        _reassembly.Clear();
        _chunks.Clear();
        _toReset.Clear();
        _events.Enqueue(new SctpEvent(SctpEventKind.Closed, Reason: reason));
    }

    private void QueueChunk(ChunkType type, byte flags, ReadOnlySpan<byte> value)
    {
        Span<byte> packet = stackalloc byte[_options.MaximumPacketSize];
        var writer = new SctpPacketWriter(packet, 0, 0, 0);
        if (!writer.Fits(value.Length))
            return;
        writer.Add(type, flags, value);
        var length = writer.Finish(leavesChecksumZero: true);
        _ = _chunks.TryEnqueue(packet[SctpPacketReader.HeaderSize..length]);
    }

    /// <summary>A packet of one chunk, with a tag of its own and a checksum.</summary>
    private void QueuePacket(uint tag, ChunkType type, byte flags, ReadOnlySpan<byte> value)
    {
        Span<byte> packet = stackalloc byte[_options.MaximumPacketSize];
        var writer = new SctpPacketWriter(packet, _options.LocalPort, _options.RemotePort, tag);
        if (!writer.Fits(value.Length))
            return;
        writer.Add(type, flags, value);
        _ = _packets.TryEnqueue(packet[..writer.Finish(leavesChecksumZero: false)]);
    }

    private uint NewTag()
    {
        // §5.3.1: never zero.
        uint tag;
        do
            tag = _random.NextUInt32();
        while (tag == 0);
        return tag;
    }
}
