using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>Walks parameters or error causes, which have one shape: type, length with its header, value, padding (RFC 9260 §3.2.1, §3.3.10).</summary>
internal ref struct ParameterReader(ReadOnlySpan<byte> parameters)
{
    internal const int HeaderSize = 4;

    private ReadOnlySpan<byte> _rest = parameters;

    /// <summary>The reader ended at a fault, not at the end.</summary>
    internal bool IsMalformed { get; private set; }

    /// <param name="whole">With its header, without padding.</param>
    internal bool TryRead(out ushort type, out ReadOnlySpan<byte> whole)
    {
        type = 0;
        whole = default;
        if (_rest.IsEmpty)
            return false;
        if (_rest.Length < HeaderSize)
            return Fail();
        type = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        int length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < HeaderSize || length > _rest.Length)
            return Fail();
        whole = _rest[..length];
        _rest = _rest[Math.Min(Padding.RoundUp(length), _rest.Length)..];
        return true;
    }

    private bool Fail()
    {
        IsMalformed = true;
        _rest = default;
        return false;
    }
}
