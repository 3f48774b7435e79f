namespace CamAgent.WebRtc.Dtls;

/// <summary>
/// The retransmissions of the present flight (RFC 6347 §4.2.4), made in advance: the same messages in ever new records, so that the
/// peer's replay window takes each of them. They are few and small (a flight is under 2 kB), and gone when the peer answers.
/// </summary>
internal sealed class FlightRetransmissions
{
    /// <summary>
    /// OpenSSL gives a handshake up at the thirteenth timeout of a flight; this leaves it one for a wall clock that jumps.
    /// </summary>
    public const int Maximum = 11;

    private const int LimitBytes = 64 * 1024;

    private readonly DatagramQueue _datagrams = new(LimitBytes);
    private readonly int[] _sizes = new int[Maximum];
    private int _made;
    private int _taken;

    /// <summary>How many were begun for this flight.</summary>
    public int Made => _made;

    /// <summary>A new flight: those of the one before are of no use any more.</summary>
    public void Clear()
    {
        _datagrams.Clear();
        Array.Clear(_sizes);
        _made = _taken = 0;
    }

    /// <summary>What is added from now on belongs to the next retransmission.</summary>
    public void Begin() => _made++;

    public void Add(ReadOnlySpan<byte> datagram)
    {
        if (_datagrams.TryEnqueue(datagram))
            _sizes[_made - 1]++;
    }

    /// <summary>Moves the next retransmission to where it is sent from; false where none is left.</summary>
    public bool TryMoveNext(DatagramQueue transmit)
    {
        if (_taken == _made)
            return false;
        for (var left = _sizes[_taken++]; left > 0 && _datagrams.TryDequeue(out var datagram); left--)
            _ = transmit.TryEnqueue(datagram);
        return true;
    }
}
