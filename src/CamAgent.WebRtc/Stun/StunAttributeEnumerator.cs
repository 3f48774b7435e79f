using System.Buffers.Binary;

namespace CamAgent.WebRtc.Stun;

/// <summary>Walks type-length-value records that were found to be well-formed before.</summary>
public ref struct StunAttributeEnumerator
{
    private ReadOnlySpan<byte> _rest;

    internal StunAttributeEnumerator(ReadOnlySpan<byte> attributes)
    {
        _rest = attributes;
        Current = default;
    }

    public StunAttribute Current { get; private set; }

    public readonly StunAttributeEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < StunMessage.AttributeHeaderSize)
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        Current = new((StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(_rest), _rest.Slice(StunMessage.AttributeHeaderSize, length));
        _rest = _rest[(StunMessage.AttributeHeaderSize + StunMessage.Padded(length))..];
        return true;
    }
}
