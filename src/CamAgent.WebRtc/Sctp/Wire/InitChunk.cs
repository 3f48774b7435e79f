using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>INIT and INIT ACK (RFC 9260 §3.3.2, §3.3.3), which begin alike.</summary>
internal readonly ref struct InitChunk
{
    internal const int FixedSize = 16;

    internal uint InitiateTag { get; init; }

    /// <summary>The sender's receive buffer in bytes.</summary>
    internal uint ReceiverWindow { get; init; }

    internal ushort OutboundStreams { get; init; }

    internal ushort InboundStreams { get; init; }

    internal Tsn InitialTsn { get; init; }

    internal ReadOnlySpan<byte> Parameters { get; init; }

    internal static bool TryRead(in Chunk chunk, out InitChunk init)
    {
        init = default;
        var value = chunk.Value;
        if (chunk.Type is not (ChunkType.Init or ChunkType.InitAck) || value.Length < FixedSize)
            return false;
        init = new InitChunk
        {
            InitiateTag = BinaryPrimitives.ReadUInt32BigEndian(value),
            ReceiverWindow = BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
            OutboundStreams = BinaryPrimitives.ReadUInt16BigEndian(value[8..]),
            InboundStreams = BinaryPrimitives.ReadUInt16BigEndian(value[10..]),
            InitialTsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value[12..])),
            Parameters = value[FixedSize..],
        };
        return true;
    }

    /// <param name="type"><see cref="ChunkType.Init"/> or <see cref="ChunkType.InitAck"/>.</param>
    internal void Write(ref SctpPacketWriter packet, ChunkType type)
    {
        var value = packet.Add(type, 0, FixedSize + Parameters.Length);
        BinaryPrimitives.WriteUInt32BigEndian(value, InitiateTag);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], ReceiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], InboundStreams);
        BinaryPrimitives.WriteUInt32BigEndian(value[12..], InitialTsn.Value);
        Parameters.CopyTo(value[FixedSize..]);
    }
}
