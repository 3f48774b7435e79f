using CamAgent.WebRtc.Interop;

namespace CamAgent.WebRtc.Dtls;

/// <summary>
/// A session as OpenSSL's callbacks see it: the record that is being fed, the datagrams that OpenSSL writes, and its retransmission timer.
/// It knows nothing of the SSL, so that the handle which keeps it alive for the callbacks does not keep the session alive.
/// </summary>
/// <remarks>
/// The timer. OpenSSL times retransmissions by the wall clock: it looks at it whenever it reads, retransmits by itself when it thinks
/// that time is up, and fails the handshake after a dozen times. The cores here are driven by a clock that they are given, which in
/// simulations runs a thousand times faster; and a camera's wall clock may jump by years when it finds its time server. So OpenSSL's
/// clock is taken out of the game. When it starts the timer for a new flight, it is told a duration so short that the time is up at once;
/// it then retransmits before its next read, and again, until all the retransmissions that could be wanted are made and kept
/// (<see cref="FlightRetransmissions"/>). With the last one it is told a duration so long that it does not come back. They are sent when
/// <see cref="RetransmissionSchedule"/> says so, by the clock that the session is given.
/// </remarks>
internal sealed unsafe class DtlsWire(DtlsFingerprint expected, int mtu)
{
    // Anything below 15 ms counts as over; zero is what OpenSSL passes to the callback for a new flight, so it is not taken.
    private const uint OverAtOnceMicroseconds = 1;
    private const uint NotForAnHourMicroseconds = 3_600_000_000;
    private const int TransmitLimitBytes = 32 * 1024;

    private byte* _incoming;
    private int _incomingLength;
    private Destination _destination;

    private enum Destination
    {
        Transmit,
        Retransmission,
        Nowhere,
    }

    public DatagramQueue Transmit { get; } = new(TransmitLimitBytes);

    public FlightRetransmissions Retransmissions { get; } = new();

    /// <summary>Grows with each flight that this end sends and that waits for an answer.</summary>
    public int Flights { get; private set; }

    /// <summary>True once the remote certificate proved to be the expected one.</summary>
    public bool PeerVerified { get; private set; }

    /// <summary>True once it proved to be another one.</summary>
    public bool PeerRefused { get; private set; }

    /// <summary>Lends a record to OpenSSL, until <see cref="TakeBack"/>.</summary>
    public void Lend(byte* record, int length)
    {
        _incoming = record;
        _incomingLength = length;
    }

    /// <summary>What was lent is no longer valid; what OpenSSL writes from now on is for the wire.</summary>
    public void TakeBack()
    {
        _incoming = null;
        _incomingLength = 0;
        _destination = Destination.Transmit;
    }

    /// <summary>OpenSSL reads a datagram; 0 where there is none.</summary>
    public int Read(Span<byte> buffer)
    {
        // It retransmits before it reads, never after.
        _destination = Destination.Transmit;
        if (_incomingLength == 0)
            return 0;
        var length = Math.Min(_incomingLength, buffer.Length);
        new ReadOnlySpan<byte>(_incoming, length).CopyTo(buffer);
        _incomingLength = 0;
        return length;
    }

    /// <summary>OpenSSL writes a datagram. One that finds no room is lost, as on any wire.</summary>
    public void Write(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > mtu)
            return;
        if (_destination == Destination.Transmit)
            _ = Transmit.TryEnqueue(datagram);
        else if (_destination == Destination.Retransmission)
            Retransmissions.Add(datagram);
    }

    /// <summary>OpenSSL asks how long its timer shall run.</summary>
    /// <param name="duration">Zero before a new flight's first message; else what was answered before, and a retransmission
    /// follows.</param>
    public uint NextTimer(uint duration)
    {
        if (duration == 0)
        {
            Retransmissions.Clear();
            Flights++;
            _destination = Destination.Transmit;
            return OverAtOnceMicroseconds;
        }

        if (Retransmissions.Made == FlightRetransmissions.Maximum)
        {
            // The wall clock jumped over the hour.
            _destination = Destination.Nowhere;
            return NotForAnHourMicroseconds;
        }

        Retransmissions.Begin();
        _destination = Destination.Retransmission;
        return Retransmissions.Made == FlightRetransmissions.Maximum ? NotForAnHourMicroseconds : OverAtOnceMicroseconds;
    }

    /// <summary>OpenSSL has the remote certificate.</summary>
    /// <param name="storeContext">An X509_STORE_CTX.</param>
    public bool Verify(nint storeContext)
    {
        PeerVerified = expected.Matches(LibCrypto.X509_STORE_CTX_get0_cert(storeContext));
        PeerRefused = !PeerVerified;
        return PeerVerified;
    }
}
