using System.Buffers;

namespace CamAgent.Mqtt.Packets;

/// <summary>
/// Cuts the byte stream of a connection into packets (§2.1). It holds at most one packet of the announced maximum size and one
/// read more; a longer packet is refused by its header, before anything is kept for it.
/// </summary>
internal sealed class FrameReader(int maximumPacketSize) : IDisposable
{
    private const int ReadSize = 8 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
    private int _start;
    private int _end;

    /// <summary>Where the next bytes from the network go; never empty.</summary>
    public Memory<byte> GetMemory()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.CopyTo(larger.AsSpan());
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_end);
    }

    public void Advance(int count) => _end += count;

    public void Discard() => _start = _end = 0;

    /// <returns>False when more bytes are needed, or when <paramref name="violation"/> is set.</returns>
    /// <param name="body">Valid until the next call of <see cref="GetMemory"/>.</param>
    public bool TryRead(out byte header, out ReadOnlySpan<byte> body, out ProtocolViolation? violation)
    {
        header = 0;
        body = default;
        violation = null;
        var data = _buffer.AsSpan(_start, _end - _start);
        if (data.Length < 2 || !TryReadLength(data[1..], out var length, out var lengthSize, out violation))
            return false;

        var headerSize = 1 + lengthSize;
        if (headerSize + length > maximumPacketSize)
        {
            violation = new(ReasonCode.PacketTooLarge, $"a packet of {headerSize + length} bytes is larger than the {maximumPacketSize} announced");
            return false;
        }

        if (data.Length - headerSize < length)
            return false;

        header = data[0];
        body = data.Slice(headerSize, length);
        _start += headerSize + length;
        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }

    // Longer forms than needed are let pass here, unlike in properties: senders that reserve a fixed room for the length exist, and it does no harm.
    private static bool TryReadLength(ReadOnlySpan<byte> data, out int length, out int size, out ProtocolViolation? violation)
    {
        length = 0;
        violation = null;
        for (size = 1; size <= 4; size++)
        {
            if (size > data.Length)
                return false;
            var digit = data[size - 1];
            length |= (digit & 0x7F) << (7 * (size - 1));
            if ((digit & 0x80) == 0)
                return true;
        }

        violation = ProtocolViolation.Malformed("the remaining length has more than four bytes");
        return false;
    }
}
