using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>A sender report (RFC 3550 §6.4.1).</summary>
public readonly ref struct SenderReport
{
    internal const int InfoSize = 24;

    public Ssrc Sender { get; private init; }

    public NtpTimestamp Ntp { get; private init; }

    /// <summary>The media time that corresponds to <see cref="Ntp"/>.</summary>
    public RtpTimestamp Timestamp { get; private init; }

    /// <summary>Packets and payload bytes sent since the start, modulo 2^32.</summary>
    public uint Packets { get; private init; }

    public uint Octets { get; private init; }

    public ReportBlockReader Blocks { get; private init; }

    public static bool TryRead(RtcpPacket packet, out SenderReport report)
    {
        report = default;
        var body = packet.Body;
        if (packet.Type != RtcpPacketType.SenderReport || body.Length < InfoSize + (packet.Count * ReportBlock.Size))
            return false;
        report = new SenderReport
        {
            Sender = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(body)),
            Ntp = new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(body[4..])),
            Timestamp = new RtpTimestamp(BinaryPrimitives.ReadUInt32BigEndian(body[12..])),
            Packets = BinaryPrimitives.ReadUInt32BigEndian(body[16..]),
            Octets = BinaryPrimitives.ReadUInt32BigEndian(body[20..]),
            Blocks = new ReportBlockReader(body.Slice(InfoSize, packet.Count * ReportBlock.Size)),
        };
        return true;
    }
}
