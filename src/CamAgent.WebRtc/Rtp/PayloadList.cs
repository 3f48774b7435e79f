using System.Buffers;

namespace CamAgent.WebRtc.Rtp;

/// <summary>The payloads of one access unit, one behind the other in one rented buffer. Filled once, then only read, by any number of threads.</summary>
public sealed class PayloadList
{
    private readonly ArrayPool<byte> _pool;
    private byte[] _buffer = [];

    // Room for a key frame of 140 kB: lists are pooled, and each would otherwise grow when its first key frame comes, minutes into a stream.
    private int[] _ends = new int[128];
    private int _count;
    private int _length;

    public PayloadList(ArrayPool<byte>? pool = null) => _pool = pool ?? ArrayPool<byte>.Shared;

    public int Count => _count;

    /// <summary>Bytes of all payloads together.</summary>
    public int Length => _count == 0 ? 0 : _ends[_count - 1];

    /// <summary>A payload in sending order.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return _buffer.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Empties the list and rents room for this many bytes in all.</summary>
    internal void Begin(int capacity)
    {
        Clear();
        _buffer = _pool.Rent(capacity);
    }

    /// <summary>Gives the buffer back to the pool; spans over it are dead from here.</summary>
    internal void Clear()
    {
        if (_buffer.Length != 0)
            _pool.Return(_buffer);
        _buffer = [];
        _count = 0;
        _length = 0;
    }

    /// <summary>Appends to the payload being made.</summary>
    internal void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    internal void Append(byte value) => _buffer[_length++] = value;

    /// <summary>The payload being made, as far as it is.</summary>
    internal Span<byte> Open => _buffer.AsSpan(Length, _length - Length);

    /// <summary>Takes bytes off the front of the payload being made.</summary>
    internal void RemoveFromFront(int bytes)
    {
        Open[bytes..].CopyTo(Open);
        _length -= bytes;
    }

    /// <summary>Ends the payload being made.</summary>
    internal void EndPayload()
    {
        if (_count == _ends.Length)
            Array.Resize(ref _ends, _count * 2);
        _ends[_count++] = _length;
    }
}
