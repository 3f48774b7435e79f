using System.Buffers.Binary;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>
/// Walks the packets of an RTCP compound, or of a reduced-size one (RFC 3550 §6.1, RFC 5506): whichever was negotiated, both are understood.
/// What it gives before it finds a fault was well formed and may be used.
/// </summary>
public ref struct RtcpCompoundReader
{
    /// <summary>Bytes of the longest compound that is looked at: more than any path's MTU, and a bound for the work.</summary>
    public const int MaximumSize = 2048;

    /// <summary>Packets that are looked at in one compound.</summary>
    public const int MaximumPackets = 64;

    internal const int HeaderSize = 4;

    private ReadOnlySpan<byte> _rest;
    private int _packets;

    public RtcpCompoundReader(ReadOnlySpan<byte> compound)
    {
        IsMalformed = compound.Length is < HeaderSize or > MaximumSize;
        _rest = IsMalformed ? default : compound;
    }

    /// <summary>The reader ended at a fault, not at the end.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Gives the next packet of whatever type.</summary>
    public bool TryRead(out RtcpPacket packet)
    {
        packet = default;
        if (_rest.IsEmpty)
            return false;
        if (_rest.Length < HeaderSize || _rest[0] >> 6 != 2 || ++_packets > MaximumPackets)
            return Fail();
        var size = 4 * (BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) + 1);
        if (size > _rest.Length)
            return Fail();
        var body = _rest[HeaderSize..size];
        if ((_rest[0] & 0x20) != 0)
        {
            // RFC 3550 §6.4.1: the last byte counts the padding, itself included, in words; only the last packet may have any.
            if (size != _rest.Length || body.IsEmpty || body[^1] == 0 || body[^1] % 4 != 0 || body[^1] > body.Length)
                return Fail();
            body = body[..^body[^1]];
        }

        packet = new RtcpPacket((RtcpPacketType)_rest[1], _rest[0] & 0x1F, body);
        _rest = _rest[size..];
        return true;
    }

    private bool Fail()
    {
        IsMalformed = true;
        _rest = default;
        return false;
    }
}
