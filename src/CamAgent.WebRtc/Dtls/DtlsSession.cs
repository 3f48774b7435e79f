using CamAgent.WebRtc.Interop;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc.Dtls;

/// <summary>
/// One DTLS 1.2 association (RFC 6347) with a peer that is known by its certificate's fingerprint (RFC 8122), and the source of its SRTP
/// keys (RFC 5764). It is driven: datagrams and time go in, datagrams come out; it opens no socket and reads no clock.
/// </summary>
/// <remarks>
/// <para>Lifetime: <see cref="Start"/> when a path to the peer is validated; after every call drain <see cref="TryPollTransmit"/> and
/// look at <see cref="State"/> and <see cref="NextTimeout"/>; <see cref="Close"/>, drain once more, <see cref="Dispose"/>. After Dispose
/// every call is harmless and does nothing.</para>
/// <para>Threads: one loop touches a session, from its making to its end. The <see cref="DtlsContext"/> is shared by all of them.</para>
/// <para>What cannot be authentic is dropped before it does harm: records that contradict themselves, alerts and data in the clear, and
/// after the handshake all that is in the clear. What remains is DTLS' own weakness: whoever can write from the peer's address while the
/// handshake runs can send a well-formed message that spoils it. Feed only datagrams of a path that ICE has validated.</para>
/// </remarks>
public sealed unsafe partial class DtlsSession : IDisposable
{
    /// <summary>The largest datagram that a session sends, in bytes of UDP payload.</summary>
    public const int MaximumDatagramSize = 1200;

    /// <summary>What a record is longer than its content, in bytes, at most: header 13, explicit nonce 8, tag 16.</summary>
    public const int RecordOverhead = DtlsRecord.HeaderLength + 8 + 16;

    /// <summary>The longest application data that <see cref="TrySend"/> takes.</summary>
    public const int MaximumApplicationData = MaximumDatagramSize - RecordOverhead;

    private const int ReceiveLimitBytes = 256 * 1024;

    private readonly DtlsRole _role;
    private readonly SafeSslHandle _ssl;
    private readonly DtlsWire _wire;
    private readonly DatagramQueue _received = new(ReceiveLimitBytes);
    private RetransmissionSchedule _schedule = new();

    /// <param name="remoteFingerprint">From the peer's session description, which came over signaling that the caller trusts.</param>
    public DtlsSession(DtlsContext context, DtlsRole role, DtlsFingerprint remoteFingerprint)
        : this(context, role, remoteFingerprint, MaximumDatagramSize)
    {
    }

    internal DtlsSession(DtlsContext context, DtlsRole role, DtlsFingerprint remoteFingerprint, int mtu)
    {
        _role = role;
        _wire = new DtlsWire(remoteFingerprint, mtu);
        OpenSslError.Clear();
        _ssl = LibSsl.SSL_new(context.Handle);
        try
        {
            OpenSslError.ThrowIfFailed(!_ssl.IsInvalid, "making a DTLS session");
            var bio = OpenSslCallbacks.CreateBio(_wire);
            LibSsl.SSL_set_bio(_ssl, bio, bio);
            OpenSslError.ThrowIfFailed(LibSsl.SSL_ctrl(_ssl, LibSsl.ControlSetMtu, mtu, null) == mtu, "setting the MTU");
            LibSsl.DTLS_set_timer_cb(_ssl, &OpenSslCallbacks.NextTimer);
            if (role == DtlsRole.Client)
                LibSsl.SSL_set_connect_state(_ssl);
            else
                LibSsl.SSL_set_accept_state(_ssl);
        }
        catch
        {
            _ssl.Dispose();
            throw;
        }
    }

    internal DtlsWire Wire => _wire;

    public DtlsState State { get; private set; }

    /// <summary>In <see cref="DtlsState.Failed"/>: what happened, for people.</summary>
    public string? FailureReason { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> is due.</summary>
    public Instant NextTimeout => _schedule.Next;

    /// <summary>The SRTP keys, from <see cref="DtlsState.Connected"/> on; null before, and where the peer did not negotiate SRTP.</summary>
    public SrtpKeyingMaterial? SrtpKeys { get; private set; }

    /// <summary>Datagrams and messages that found their queue full and were dropped.</summary>
    public long Dropped => _wire.Transmit.Dropped + _received.Dropped;

    /// <summary>Begins: the client writes its ClientHello, the server waits for one.</summary>
    public void Start(Instant now)
    {
        if (State != DtlsState.New)
            return;
        State = DtlsState.Handshaking;
        Advance(now);
    }

    /// <summary>
    /// Takes a datagram that the demultiplexer found to be DTLS (RFC 7983: first byte 20 to 63). A server that has not started does so; a
    /// client drops what comes before.
    /// </summary>
    public void HandleDatagram(ReadOnlySpan<byte> datagram, Instant now)
    {
        if (_role == DtlsRole.Server)
            Start(now);
        while (State is DtlsState.Handshaking or DtlsState.Connected && DtlsRecord.TryTake(ref datagram, out var record))
        {
            if (Admits(record))
                Feed(record, now);
        }
    }

    /// <summary>
    /// Sends the present flight again when it is time, and fails when that was in vain too often. Too early a call does nothing.
    /// </summary>
    public void HandleTimeout(Instant now)
    {
        if (State == DtlsState.Handshaking && now >= _schedule.Next)
            Retransmit(now);
    }

    /// <summary>The next datagram to be sent; false when there is none for now.</summary>
    /// <param name="destination">At least <see cref="MaximumDatagramSize"/> bytes.</param>
    public bool TryPollTransmit(Span<byte> destination, out int length) => _wire.Transmit.TryDequeue(destination, out length);

    /// <summary>Encrypts a message into one datagram. It may be lost like any other.</summary>
    /// <returns>False while not connected, where the message is empty or longer than <see cref="MaximumApplicationData"/>, or the
    /// transmit queue is full.</returns>
    public bool TrySend(ReadOnlySpan<byte> message)
    {
        if (State != DtlsState.Connected || message.IsEmpty || message.Length > MaximumApplicationData)
            return false;
        if (!_wire.Transmit.HasRoomFor(MaximumDatagramSize))
            return false;
        OpenSslError.Clear();
        fixed (byte* pointer = message)
        {
            var written = LibSsl.SSL_write(_ssl, pointer, message.Length);
            if (written == message.Length)
                return true;
            CheckError(written, "sending");
            return false;
        }
    }

    /// <summary>A message waits to be taken.</summary>
    public bool HasReceived => !_received.IsEmpty;

    /// <summary>The next message that the peer sent; false when there is none for now.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than the message, which then stays. 16 384 bytes are always
    /// enough.</exception>
    public bool TryReceive(Span<byte> destination, out int length) => _received.TryDequeue(destination, out length);

    /// <summary>Ends the session. A connected one writes close_notify, which is to be sent; without an answer to wait for.</summary>
    public void Close(Instant now)
    {
        if (State is DtlsState.Closed or DtlsState.Failed)
            return;
        if (State == DtlsState.Connected)
            SendCloseNotify();
        _schedule.Stop();
        State = DtlsState.Closed;
    }

    /// <summary>Frees OpenSSL's memory and overwrites the SRTP master keys. What is in the transmit queue can still be polled.</summary>
    public void Dispose()
    {
        if (State is not (DtlsState.Closed or DtlsState.Failed))
            State = DtlsState.Closed;
        _schedule.Stop();
        SrtpKeys?.Clear();
        SrtpKeys = null;
        _ssl.Dispose();
    }

    private void SendCloseNotify()
    {
        OpenSslError.Clear();
        _ = LibSsl.SSL_shutdown(_ssl);
        OpenSslError.Clear();
    }

    private void Fail(string reason)
    {
        FailureReason = reason;
        State = DtlsState.Failed;
        _schedule.Stop();
    }
}
