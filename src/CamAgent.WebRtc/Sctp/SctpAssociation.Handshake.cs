using System.Buffers.Binary;
using CamAgent.WebRtc.Sctp.Receiving;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp;

/// <summary>Setting up, in four packets (RFC 9260 §5), from either side or from both at once.</summary>
internal sealed partial class SctpAssociation
{
    // RFC 8831 §6.2: 65535 streams each way; which of them are used is the data channels' to say.
    private const ushort Streams = ushort.MaxValue;

    // RFC 9260 §3.3.2.
    private const uint SmallestWindow = 1500;

    private byte[] _cookie = [];
    private bool _owesCookieEcho;
    private Instant _handshakeAt = Instant.Never;
    private int _handshakeTries;

    private void SendInit(Instant now)
    {
        Span<byte> parameters = stackalloc byte[64];
        var writer = new ParameterWriter(parameters);
        InitParameters.Write(ref writer);
        QueueInit(0, ChunkType.Init, _localTag, _localInitialTsn, writer.Written);
        _handshakeAt = now + HandshakeTimeout();
    }

    private TimeSpan HandshakeTimeout()
    {
        var timeout = _options.InitialTimeout;
        for (var i = 0; i < _handshakeTries && timeout < _options.MaximumTimeout; i++)
            timeout *= 2;
        return timeout < _options.MaximumTimeout ? timeout : _options.MaximumTimeout;
    }

    private void OnHandshakeTimeout(Instant now)
    {
        if (++_handshakeTries > _options.MaximumInitRetransmissions)
        {
            End("The other side does not answer: no data channels.");
            return;
        }

        if (State == SctpState.CookieWait)
        {
            SendInit(now);
            return;
        }

        _owesCookieEcho = true;
        _handshakeAt = now + HandshakeTimeout();
    }

    private bool HandleInit(in Chunk chunk, Instant now)
    {
        if (!InitChunk.TryRead(chunk, out var init) || init.InitiateTag == 0)
            return false;
        Span<byte> reported = stackalloc byte[256];
        var unknown = new ParameterWriter(reported);
        if (init.OutboundStreams == 0 || init.InboundStreams == 0 || init.ReceiverWindow < SmallestWindow
            || !InitParameters.TryRead(init.Parameters, out var capabilities, out _, ref unknown))
        {
            // §5.1: it is told, and nothing of it is kept.
            QueuePacket(init.InitiateTag, ChunkType.Abort, 0, [0, (byte)ErrorCause.InvalidMandatoryParameter, 0, 4]);
            return false;
        }

        if (State == SctpState.ShutdownAckSent)
        {
            // §9.2: the answer to our SHUTDOWN ACK was lost.
            QueueChunk(ChunkType.ShutdownAck, 0, []);
            return true;
        }

        // §5.2.1, §5.2.2: while setting up, the tag that our INIT had; once there is an association, one that proves which of them a cookie is for.
        var exists = State >= SctpState.Established;
        var cookie = new StateCookie
        {
            Made = now,
            LocalTag = exists ? NewTag() : _localTag,
            PeerTag = init.InitiateTag,
            LocalTieTag = exists ? _localTag : 0,
            PeerTieTag = exists ? _peerTag : 0,
            LocalInitialTsn = _localInitialTsn,
            PeerInitialTsn = init.InitialTsn,
            PeerWindow = init.ReceiverWindow,
            OutboundStreams = Math.Min(init.InboundStreams, Streams),
            Capabilities = capabilities,
        };
        Span<byte> sealedCookie = stackalloc byte[StateCookie.Size];
        cookie.Write(sealedCookie, _cookieKey);
        Span<byte> parameters = stackalloc byte[512];
        var writer = new ParameterWriter(parameters);
        writer.Add((ushort)ParameterType.StateCookie, sealedCookie);
        InitParameters.Write(ref writer);
        unknown.Written.CopyTo(parameters[writer.Length..]);
        QueueInit(init.InitiateTag, ChunkType.InitAck, cookie.LocalTag, cookie.LocalInitialTsn, parameters[..(writer.Length + unknown.Length)]);
        return true;
    }

    private void HandleInitAck(in Chunk chunk, Instant now)
    {
        if (State != SctpState.CookieWait)
            return;
        Span<byte> reported = stackalloc byte[256];
        var unknown = new ParameterWriter(reported);
        if (!InitChunk.TryRead(chunk, out var init) || init.InitiateTag == 0 || init.OutboundStreams == 0 || init.InboundStreams == 0
            || init.ReceiverWindow < SmallestWindow
            || !InitParameters.TryRead(init.Parameters, out var capabilities, out var cookie, ref unknown)
            || cookie.IsEmpty || cookie.Length > _options.MaximumPacketSize - SctpPacketReader.HeaderSize - Chunk.HeaderSize)
        {
            // §3.3.3 and §5.1.
            _violations++;
            End("The other side's answer to begin data channels makes no sense.");
            return;
        }

        _cookie = cookie.ToArray();
        Adopt(init.InitiateTag, init.InitialTsn, init.ReceiverWindow, Math.Min(init.InboundStreams, Streams), capabilities);
        State = SctpState.CookieEchoed;
        _handshakeTries = 0;
        _owesCookieEcho = true;
        _handshakeAt = now + HandshakeTimeout();
        if (unknown.Length > 0)
            QueueErrorCause(ErrorCause.UnrecognizedParameters, unknown.Written);
    }

    /// <summary>§5.1.5, and §5.2.4 where there is an association already.</summary>
    private bool HandleCookieEcho(in Chunk chunk, uint tag, Instant now)
    {
        if (!StateCookie.TryRead(chunk.Value, _cookieKey, out var cookie) || cookie.LocalTag != tag)
            return false;
        var isOurs = cookie.LocalTag == _localTag;
        // §5.2.4 3: a cookie of an association that is there is taken however old it is.
        if (now - cookie.Made > _options.CookieLifetime && !(isOurs && cookie.PeerTag == _peerTag))
        {
            ReportStaleCookie(cookie, now);
            return false;
        }

        if (_hasEnded)
            return false;
        if (State < SctpState.Established)
        {
            if (!isOurs)
                return false;
            // Actions B and D, or the ordinary case.
            if (cookie.PeerTag != _peerTag)
                Adopt(cookie.PeerTag, cookie.PeerInitialTsn, cookie.PeerWindow, cookie.OutboundStreams, cookie.Capabilities);
            Establish(now);
        }
        else if (!isOurs)
        {
            // Action A: the other side has begun anew, and knows nothing of the channels that there were. Action C, and whatever else: a late one.
            if (cookie.LocalTieTag == _localTag && cookie.PeerTieTag == _peerTag && cookie.PeerTag != _peerTag)
            {
                QueuePacket(cookie.PeerTag, ChunkType.Abort, 0, []);
                Abort("The other side began its data channels anew.");
            }

            return false;
        }
        else if (cookie.PeerTag != _peerTag)
        {
            return false;
        }

        QueueChunk(ChunkType.CookieAck, 0, []);
        return true;
    }

    private void HandleCookieAck(Instant now)
    {
        if (State == SctpState.CookieEchoed)
            Establish(now);
    }

    /// <summary>§5.2.6: the cookie was too old when it came back; ask for another.</summary>
    private void HandleStaleCookie(Instant now)
    {
        if (State != SctpState.CookieEchoed)
            return;
        State = SctpState.CookieWait;
        _owesCookieEcho = false;
        if (++_handshakeTries > _options.MaximumInitRetransmissions)
            End("The other side does not take its own cookie: no data channels.");
        else
            SendInit(now);
    }

    private void Adopt(uint peerTag, Tsn peerInitialTsn, uint peerWindow, ushort outboundStreams, PeerCapabilities capabilities)
    {
        _peerTag = peerTag;
        _peerInitialTsn = peerInitialTsn;
        _peerWindow = peerWindow;
        _outboundStreams = outboundStreams;
        _capabilities = capabilities;
        _received = new ReceivedTsns(peerInitialTsn);
        // RFC 6525 §5.1: requests are numbered from the initial TSN.
        _expectedReset = peerInitialTsn.Value;
    }

    private void Establish(Instant now)
    {
        State = SctpState.Established;
        _handshakeAt = Instant.Never;
        _owesCookieEcho = false;
        _cookie = [];
        _stallsAt = _queue.IsEmpty ? Instant.Never : now + _options.StallLimit;
        _heartbeatAt = now + _options.HeartbeatInterval;
        _events.Enqueue(new SctpEvent(SctpEventKind.Established));
    }

    private void ReportStaleCookie(in StateCookie cookie, Instant now)
    {
        Span<byte> cause = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16BigEndian(cause, (ushort)ErrorCause.StaleCookie);
        BinaryPrimitives.WriteUInt16BigEndian(cause[2..], 8);
        var staleness = now - cookie.Made - _options.CookieLifetime;
        BinaryPrimitives.WriteUInt32BigEndian(cause[4..], (uint)Math.Min(uint.MaxValue, staleness.TotalMicroseconds));
        QueuePacket(cookie.PeerTag, ChunkType.Error, 0, cause);
    }

    private void QueueInit(uint tag, ChunkType type, uint initiateTag, Tsn initialTsn, ReadOnlySpan<byte> parameters)
    {
        Span<byte> packet = stackalloc byte[_options.MaximumPacketSize];
        var writer = new SctpPacketWriter(packet, _options.LocalPort, _options.RemotePort, tag);
        var init = new InitChunk
        {
            InitiateTag = initiateTag,
            ReceiverWindow = (uint)_options.ReceiveCapacity,
            OutboundStreams = Streams,
            InboundStreams = Streams,
            InitialTsn = initialTsn,
            Parameters = parameters,
        };
        init.Write(ref writer, type);
        // RFC 9653 §5.2: a packet with an INIT has its checksum, for nothing is agreed on yet; its answer has one as well, which is always right.
        _ = _packets.TryEnqueue(packet[..writer.Finish(leavesChecksumZero: false)]);
    }
}
