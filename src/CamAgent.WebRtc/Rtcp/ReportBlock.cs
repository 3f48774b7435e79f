using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>What a receiver reports of one source (RFC 3550 §6.4.1).</summary>
public readonly record struct ReportBlock
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 24;

    /// <summary>The source that is reported on.</summary>
    public Ssrc Ssrc { get; init; }

    /// <summary>Packets lost since the last report, in 1/256.</summary>
    public byte FractionLost { get; init; }

    /// <summary>Packets lost in all; 24 bits with sign, negative with duplicates.</summary>
    public int CumulativeLost { get; init; }

    /// <summary>The highest sequence number received; above 16 bits the turns.</summary>
    public uint ExtendedHighestSequence { get; init; }

    /// <summary>Interarrival jitter in ticks of 90 kHz.</summary>
    public uint Jitter { get; init; }

    /// <summary>The compact NTP time of the last sender report received; 0 for none.</summary>
    public uint LastSenderReport { get; init; }

    /// <summary>Time since that report came, in 1/65536 s.</summary>
    public uint DelaySinceLastSenderReport { get; init; }

    /// <summary>Reads the first <see cref="Size"/> bytes.</summary>
    internal static ReportBlock Read(ReadOnlySpan<byte> block) => new()
    {
        Ssrc = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(block)),
        FractionLost = block[4],
        CumulativeLost = BinaryPrimitives.ReadInt32BigEndian(block[4..]) << 8 >> 8,
        ExtendedHighestSequence = BinaryPrimitives.ReadUInt32BigEndian(block[8..]),
        Jitter = BinaryPrimitives.ReadUInt32BigEndian(block[12..]),
        LastSenderReport = BinaryPrimitives.ReadUInt32BigEndian(block[16..]),
        DelaySinceLastSenderReport = BinaryPrimitives.ReadUInt32BigEndian(block[20..]),
    };

    internal void Write(Span<byte> destination)
    {
        var lost = Math.Clamp(CumulativeLost, -0x80_0000, 0x7F_FFFF) & 0xFF_FFFF;
        BinaryPrimitives.WriteUInt32BigEndian(destination, Ssrc.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], ((uint)FractionLost << 24) | (uint)lost);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], ExtendedHighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], DelaySinceLastSenderReport);
    }
}
