using System.Buffers.Binary;
using System.Numerics;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>The checksum of RFC 9260 Appendix A, by the processor's own instruction where it has one.</summary>
internal static class Crc32c
{
    /// <summary>Of a whole packet, its checksum field taken as zero (RFC 9260 §6.8). On the wire it stands in little-endian order.</summary>
    /// <param name="packet">At least a common header.</param>
    internal static uint OfPacket(ReadOnlySpan<byte> packet)
    {
        var crc = Update(uint.MaxValue, packet[..SctpPacketReader.ChecksumOffset]);
        crc = BitOperations.Crc32C(crc, 0u);
        return ~Update(crc, packet[SctpPacketReader.HeaderSize..]);
    }

    internal static uint Of(ReadOnlySpan<byte> bytes) => ~Update(uint.MaxValue, bytes);

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
