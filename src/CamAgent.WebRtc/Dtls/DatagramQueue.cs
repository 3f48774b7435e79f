using System.Buffers.Binary;

namespace CamAgent.WebRtc.Dtls;

/// <summary>
/// Datagrams in order, in one buffer that grows up to a limit and is used again: nothing is allocated once it has its size.
/// What does not fit is dropped and counted, as a socket would.
/// </summary>
/// <param name="limit">Bytes of the buffer at its largest; each datagram takes two more than its length.</param>
internal sealed class DatagramQueue(int limit)
{
    private const int LengthPrefix = sizeof(ushort);
    private const int FirstSize = 2048;

    private byte[] _buffer = [];
    private int _head;
    private int _tail;

    public bool IsEmpty => _head == _tail;

    /// <summary>Datagrams that did not fit.</summary>
    public long Dropped { get; private set; }

    /// <summary>Whether a datagram of this length would fit.</summary>
    public bool HasRoomFor(int length) => _tail - _head + LengthPrefix + length <= limit;

    /// <param name="datagram">At most 65 535 bytes.</param>
    public bool TryEnqueue(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > ushort.MaxValue || !TryMakeRoom(LengthPrefix + datagram.Length))
        {
            Dropped++;
            return false;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(_tail), (ushort)datagram.Length);
        datagram.CopyTo(_buffer.AsSpan(_tail + LengthPrefix));
        _tail += LengthPrefix + datagram.Length;
        return true;
    }

    /// <summary>The oldest datagram, which stays; it is valid until the next call.</summary>
    public bool TryPeek(out ReadOnlySpan<byte> datagram)
    {
        datagram = IsEmpty ? default : _buffer.AsSpan(_head + LengthPrefix, BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(_head)));
        return !IsEmpty;
    }

    /// <summary>The oldest datagram, and takes it off; it is valid until the next call.</summary>
    public bool TryDequeue(out ReadOnlySpan<byte> datagram)
    {
        if (!TryPeek(out datagram))
            return false;
        _head += LengthPrefix + datagram.Length;
        return true;
    }

    /// <summary>Copies the oldest datagram and takes it off.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than the datagram, which then stays.</exception>
    public bool TryDequeue(Span<byte> destination, out int length)
    {
        var head = _head;
        length = 0;
        if (!TryDequeue(out var datagram))
            return false;
        if (!datagram.TryCopyTo(destination))
        {
            _head = head;
            throw new ArgumentException($"The next datagram has {datagram.Length} bytes.", nameof(destination));
        }

        length = datagram.Length;
        return true;
    }

    public void Clear() => _head = _tail = 0;

    private bool TryMakeRoom(int needed)
    {
        var used = _tail - _head;
        if (used + needed > limit)
            return false;
        if (_tail + needed <= _buffer.Length)
            return true;
        var target = used + needed <= _buffer.Length
            ? _buffer
            : new byte[Math.Min(limit, Math.Max(FirstSize, 2 * (used + needed)))];
        _buffer.AsSpan(_head, used).CopyTo(target);
        _buffer = target;
        (_head, _tail) = (0, used);
        return true;
    }
}
