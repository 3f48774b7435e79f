using System.Buffers.Binary;

namespace CamAgent.WebRtc.Dtls;

/// <summary>One record of a datagram (RFC 6347 §4.1), as far as it can be judged without keys.</summary>
internal readonly ref struct DtlsRecord
{
    public const int HeaderLength = 13;

    /// <summary>RFC 6347 §4.1: content of at most 2^14 bytes, and what ciphers and compression may add.</summary>
    public const int MaximumContentLength = (1 << 14) + 2048;

    private DtlsRecord(DtlsContentType type, ushort epoch, ReadOnlySpan<byte> whole)
    {
        Type = type;
        Epoch = epoch;
        Whole = whole;
    }

    public DtlsContentType Type { get; }

    /// <summary>0 before the keys are there, 1 with them. This end refuses to renegotiate, so there is no other.</summary>
    public ushort Epoch { get; }

    public ReadOnlySpan<byte> Whole { get; }

    public ReadOnlySpan<byte> Content => Whole[HeaderLength..];

    /// <summary>Copies the record and gives the copy this sequence number; only in the clear does it stay valid.</summary>
    /// <param name="destination">At least as long as the record.</param>
    public void CopyTo(Span<byte> destination, uint sequenceNumber)
    {
        Whole.CopyTo(destination);
        BinaryPrimitives.WriteUInt16BigEndian(destination[5..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(destination[7..], sequenceNumber);
    }

    /// <summary>Takes the next record off the datagram; false at its end, or where the rest is no record.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> datagram, out DtlsRecord record)
    {
        record = default;
        if (datagram.Length < HeaderLength)
            return false;
        // RFC 6347 §4.2.1: a ClientHello comes with version 1.0 (254.255) or 1.2 (254.253).
        var version = BinaryPrimitives.ReadUInt16BigEndian(datagram[1..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[11..]);
        if (version is not (0xFEFF or 0xFEFD) || length == 0 || length > MaximumContentLength || datagram.Length < HeaderLength + length)
            return false;
        record = new((DtlsContentType)datagram[0], BinaryPrimitives.ReadUInt16BigEndian(datagram[3..]), datagram[..(HeaderLength + length)]);
        datagram = datagram[(HeaderLength + length)..];
        return true;
    }
}
