namespace CamAgent.WebRtc.Rtcp;

/// <summary>One packet of a compound: its type, its count or feedback format, and the bytes behind the common header, without padding.</summary>
public readonly ref struct RtcpPacket(RtcpPacketType type, int count, ReadOnlySpan<byte> body)
{
    public RtcpPacketType Type { get; } = type;

    /// <summary>The five bits behind the padding bit, 0 to 31: a number of report blocks or sources, or the feedback format.</summary>
    public int Count { get; } = count;

    /// <summary>A multiple of four bytes, unless padding was taken off.</summary>
    public ReadOnlySpan<byte> Body { get; } = body;
}
