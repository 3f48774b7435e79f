using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>What has arrived (RFC 9260 §3.3.4).</summary>
internal readonly ref struct SackChunk
{
    /// <summary>Bytes of a chunk without blocks, with the chunk's own header.</summary>
    internal const int Overhead = Chunk.HeaderSize + FixedSize;

    internal const int EntrySize = 4;

    private const int FixedSize = 12;

    private readonly ReadOnlySpan<byte> _entries;

    private SackChunk(ReadOnlySpan<byte> value)
    {
        CumulativeAck = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value));
        ReceiverWindow = BinaryPrimitives.ReadUInt32BigEndian(value[4..]);
        GapCount = BinaryPrimitives.ReadUInt16BigEndian(value[8..]);
        DuplicateCount = BinaryPrimitives.ReadUInt16BigEndian(value[10..]);
        _entries = value[FixedSize..];
    }

    /// <summary>Nothing but a cumulative TSN: what a SHUTDOWN says (§3.3.8).</summary>
    internal SackChunk(Tsn cumulativeAck, uint receiverWindow)
    {
        CumulativeAck = cumulativeAck;
        ReceiverWindow = receiverWindow;
    }

    internal Tsn CumulativeAck { get; }

    internal uint ReceiverWindow { get; }

    internal int GapCount { get; }

    internal int DuplicateCount { get; }

    internal static bool TryRead(in Chunk chunk, out SackChunk sack)
    {
        sack = default;
        if (chunk.Type != ChunkType.Sack || chunk.Value.Length < FixedSize)
            return false;
        sack = new SackChunk(chunk.Value);
        return sack._entries.Length >= EntrySize * (sack.GapCount + sack.DuplicateCount);
    }

    /// <summary>As the sender wrote it: neither its order nor its sense is checked.</summary>
    internal GapBlock Gap(int index)
    {
        var entry = _entries.Slice(EntrySize * index, EntrySize);
        return new GapBlock(BinaryPrimitives.ReadUInt16BigEndian(entry), BinaryPrimitives.ReadUInt16BigEndian(entry[2..]));
    }

    internal static void Write(
        ref SctpPacketWriter packet, Tsn cumulativeAck, uint receiverWindow, scoped ReadOnlySpan<GapBlock> gaps, scoped ReadOnlySpan<Tsn> duplicates)
    {
        var value = packet.Add(ChunkType.Sack, 0, FixedSize + (EntrySize * (gaps.Length + duplicates.Length)));
        BinaryPrimitives.WriteUInt32BigEndian(value, cumulativeAck.Value);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], receiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], (ushort)gaps.Length);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], (ushort)duplicates.Length);
        value = value[FixedSize..];
        foreach (var gap in gaps)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, gap.Start);
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], gap.End);
            value = value[EntrySize..];
        }

        foreach (var duplicate in duplicates)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, duplicate.Value);
            value = value[EntrySize..];
        }
    }
}
