using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>The common header (RFC 9260 §3.1), and the chunks behind it one by one. What it gives before it finds a fault was well formed.</summary>
internal ref struct SctpPacketReader
{
    internal const int HeaderSize = 12;
    internal const int ChecksumOffset = 8;

    private ReadOnlySpan<byte> _rest;

    private SctpPacketReader(ReadOnlySpan<byte> packet)
    {
        SourcePort = BinaryPrimitives.ReadUInt16BigEndian(packet);
        DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        VerificationTag = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        Checksum = BinaryPrimitives.ReadUInt32LittleEndian(packet[ChecksumOffset..]);
        _rest = packet[HeaderSize..];
    }

    internal ushort SourcePort { get; }

    internal ushort DestinationPort { get; }

    internal uint VerificationTag { get; }

    internal uint Checksum { get; }

    /// <summary>The reader ended at a fault, not at the end.</summary>
    internal bool IsMalformed { get; private set; }

    /// <summary>No chunk was left unread.</summary>
    internal readonly bool IsAtEnd => _rest.IsEmpty;

    internal static bool TryRead(ReadOnlySpan<byte> packet, out SctpPacketReader reader)
    {
        if (packet.Length < HeaderSize + Chunk.HeaderSize)
        {
            reader = default;
            return false;
        }

        reader = new SctpPacketReader(packet);
        return true;
    }

    internal bool TryReadChunk(out Chunk chunk)
    {
        chunk = default;
        if (_rest.IsEmpty)
            return false;
        if (_rest.Length < Chunk.HeaderSize)
            return Fail();
        int length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < Chunk.HeaderSize || length > _rest.Length)
            return Fail();
        chunk = new Chunk((ChunkType)_rest[0], _rest[1], _rest[..length]);
        // §3.2: the padding is not counted in the length; after the last chunk some leave it away.
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
