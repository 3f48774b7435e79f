using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>A message or a fragment of one (RFC 9260 §3.3.1).</summary>
internal readonly ref struct DataChunk
{
    /// <summary>Bytes of a chunk before its payload, with the chunk's own header.</summary>
    internal const int Overhead = Chunk.HeaderSize + FixedSize;

    private const int FixedSize = 12;

    private DataChunk(in Chunk chunk)
    {
        var value = chunk.Value;
        Flags = (DataFlags)chunk.Flags;
        Tsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value));
        Stream = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        StreamSequence = BinaryPrimitives.ReadUInt16BigEndian(value[6..]);
        PayloadProtocol = BinaryPrimitives.ReadUInt32BigEndian(value[8..]);
        Payload = value[FixedSize..];
    }

    internal DataFlags Flags { get; init; }

    internal Tsn Tsn { get; init; }

    internal ushort Stream { get; init; }

    internal ushort StreamSequence { get; init; }

    internal uint PayloadProtocol { get; init; }

    /// <summary>May be empty, which is against the standard (§6.2) and is for the association to say.</summary>
    internal ReadOnlySpan<byte> Payload { get; init; }

    internal bool IsBeginning => Flags.HasFlag(DataFlags.Beginning);

    internal bool IsEnd => Flags.HasFlag(DataFlags.End);

    internal bool IsUnordered => Flags.HasFlag(DataFlags.Unordered);

    internal static bool TryRead(in Chunk chunk, out DataChunk data)
    {
        data = default;
        if (chunk.Type != ChunkType.Data || chunk.Value.Length < FixedSize)
            return false;
        data = new DataChunk(chunk);
        return true;
    }

    internal void Write(ref SctpPacketWriter packet)
    {
        var value = packet.Add(ChunkType.Data, (byte)Flags, FixedSize + Payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(value, Tsn.Value);
        BinaryPrimitives.WriteUInt16BigEndian(value[4..], Stream);
        BinaryPrimitives.WriteUInt16BigEndian(value[6..], StreamSequence);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], PayloadProtocol);
        Payload.CopyTo(value[FixedSize..]);
    }
}
