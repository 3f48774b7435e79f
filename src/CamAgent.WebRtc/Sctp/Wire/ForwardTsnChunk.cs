using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>An ordered stream's messages up to this one will not come any more.</summary>
internal readonly record struct SkippedSequence(ushort Stream, ushort Sequence);

/// <summary>The sender has given up on TSNs; the receiver shall not wait for them (RFC 3758 §3.2).</summary>
internal readonly ref struct ForwardTsnChunk
{
    internal const int EntrySize = 4;

    private readonly ReadOnlySpan<byte> _entries;

    private ForwardTsnChunk(ReadOnlySpan<byte> value)
    {
        CumulativeTsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value));
        _entries = value[sizeof(uint)..];
    }

    internal Tsn CumulativeTsn { get; }

    internal int Count => _entries.Length / EntrySize;

    internal static bool TryRead(in Chunk chunk, out ForwardTsnChunk forward)
    {
        forward = default;
        if (chunk.Type != ChunkType.ForwardTsn || chunk.Value.Length < sizeof(uint))
            return false;
        forward = new ForwardTsnChunk(chunk.Value);
        return true;
    }

    internal SkippedSequence Skipped(int index)
    {
        var entry = _entries.Slice(EntrySize * index, EntrySize);
        return new SkippedSequence(BinaryPrimitives.ReadUInt16BigEndian(entry), BinaryPrimitives.ReadUInt16BigEndian(entry[2..]));
    }

    internal static void Write(ref SctpPacketWriter packet, Tsn cumulativeTsn, scoped ReadOnlySpan<SkippedSequence> skipped)
    {
        var value = packet.Add(ChunkType.ForwardTsn, 0, sizeof(uint) + (EntrySize * skipped.Length));
        BinaryPrimitives.WriteUInt32BigEndian(value, cumulativeTsn.Value);
        value = value[sizeof(uint)..];
        foreach (var (stream, sequence) in skipped)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, stream);
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], sequence);
            value = value[EntrySize..];
        }
    }
}
