using System.Buffers.Binary;

namespace CamAgent.WebRtc.Srtp;

/// <summary>What SRTP has to know of an RTP header: where it ends, whose it is, and which number it has (RFC 3550 §5.1, §5.3.1).</summary>
internal readonly record struct SrtpPacketHeader(int Length, uint Ssrc, ushort SequenceNumber)
{
    private const int FixedLength = 12;
    private const int ExtensionHeaderLength = 4;

    /// <summary>False where the packet is not of RTP version 2 or ends within its header.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out SrtpPacketHeader header)
    {
        header = default;
        if (packet.Length < FixedLength || packet[0] >> 6 != 2)
            return false;
        var length = FixedLength + ((packet[0] & 0x0F) * sizeof(uint));
        if ((packet[0] & 0x10) != 0)
        {
            if (packet.Length < length + ExtensionHeaderLength)
                return false;
            length += ExtensionHeaderLength + (BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..]) * sizeof(uint));
        }

        if (packet.Length < length)
            return false;
        header = new(length, BinaryPrimitives.ReadUInt32BigEndian(packet[8..]), BinaryPrimitives.ReadUInt16BigEndian(packet[2..]));
        return true;
    }
}
