using System.Buffers.Binary;

namespace CamAgent.WebRtc.Rtp;

/// <summary>Writes an RTP header extension (RFC 8285). One stream keeps to one form, so that <c>extmap-allow-mixed</c> is not needed.</summary>
public ref struct HeaderExtensionWriter
{
    private const int HeaderSize = 4;

    private readonly Span<byte> _destination;
    private readonly bool _twoByte;
    private int _length;

    /// <param name="destination">Begins where the fixed header ends.</param>
    /// <param name="twoByte">The two-byte form, for ids above 14 or elements of more than 16 bytes.</param>
    public HeaderExtensionWriter(Span<byte> destination, bool twoByte)
    {
        _destination = destination;
        _twoByte = twoByte;
        _length = HeaderSize;
    }

    /// <summary>Adds an element of 1 to 16 bytes (1 to 255 in the two-byte form) under a negotiated id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The element cannot be said in this form: a bug of the caller.</exception>
    public void Add(int id, scoped ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(id, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id, _twoByte ? 255 : 14);
        ArgumentOutOfRangeException.ThrowIfZero(value.Length, nameof(value));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, _twoByte ? 255 : 16, nameof(value));
        if (_twoByte)
        {
            _destination[_length++] = (byte)id;
            _destination[_length++] = (byte)value.Length;
        }
        else
        {
            _destination[_length++] = (byte)((id << 4) | (value.Length - 1));
        }

        value.CopyTo(_destination[_length..]);
        _length += value.Length;
    }

    /// <summary>Pads to a word, writes the extension's own header, and returns its size in bytes; 0 where nothing was added.</summary>
    public int Finish()
    {
        if (_length == HeaderSize)
            return 0;
        while (_length % 4 != 0)
            _destination[_length++] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(_destination, _twoByte ? HeaderExtensionReader.TwoByteProfile : HeaderExtensionReader.OneByteProfile);
        BinaryPrimitives.WriteUInt16BigEndian(_destination[2..], (ushort)((_length - HeaderSize) / 4));
        return _length;
    }
}
