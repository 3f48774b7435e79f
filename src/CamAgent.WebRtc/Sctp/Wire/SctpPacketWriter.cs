using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>Writes a packet into a buffer of the caller: common header, chunks, checksum.</summary>
internal ref struct SctpPacketWriter
{
    private readonly Span<byte> _packet;
    private int _length;

    /// <param name="packet">As long as the packet may become at most.</param>
    internal SctpPacketWriter(Span<byte> packet, ushort sourcePort, ushort destinationPort, uint verificationTag)
    {
        _packet = packet;
        BinaryPrimitives.WriteUInt16BigEndian(packet, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], verificationTag);
        packet[SctpPacketReader.ChecksumOffset..SctpPacketReader.HeaderSize].Clear();
        _length = SctpPacketReader.HeaderSize;
    }

    /// <summary>Bytes left for chunks, headers and padding included.</summary>
    internal readonly int Remaining => _packet.Length - _length;

    internal readonly bool IsEmpty => _length == SctpPacketReader.HeaderSize;

    /// <summary>Whether a chunk whose value is this long has room.</summary>
    internal readonly bool Fits(int valueLength) => Chunk.HeaderSize + Padding.RoundUp(valueLength) <= Remaining;

    /// <summary>Begins a chunk and gives the place for its value, which the caller fills. There must be room.</summary>
    internal Span<byte> Add(ChunkType type, byte flags, int valueLength)
    {
        var size = Chunk.HeaderSize + valueLength;
        var padded = Padding.RoundUp(size);
        var chunk = _packet.Slice(_length, padded);
        chunk[0] = (byte)type;
        chunk[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(chunk[2..], (ushort)size);
        chunk[size..].Clear();
        _length += padded;
        return chunk[Chunk.HeaderSize..size];
    }

    internal void Add(ChunkType type, byte flags, ReadOnlySpan<byte> value) => value.CopyTo(Add(type, flags, value.Length));

    /// <summary>Adds a whole chunk with its padding.</summary>
    internal void Append(ReadOnlySpan<byte> chunk)
    {
        chunk.CopyTo(_packet[_length..]);
        _length += chunk.Length;
    }

    /// <summary>Ends the packet.</summary>
    /// <param name="leavesChecksumZero">The peer accepts that (RFC 9653), and the packet is none of those that need one.</param>
    /// <returns>Its length in bytes.</returns>
    internal readonly int Finish(bool leavesChecksumZero)
    {
        if (!leavesChecksumZero)
            BinaryPrimitives.WriteUInt32LittleEndian(_packet[SctpPacketReader.ChecksumOffset..], Crc32c.OfPacket(_packet[.._length]));
        return _length;
    }
}
