using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>A receiver report (RFC 3550 §6.4.2).</summary>
public readonly ref struct ReceiverReport
{
    public Ssrc Sender { get; private init; }

    public ReportBlockReader Blocks { get; private init; }

    public static bool TryRead(RtcpPacket packet, out ReceiverReport report)
    {
        report = default;
        var body = packet.Body;
        if (packet.Type != RtcpPacketType.ReceiverReport || body.Length < 4 + (packet.Count * ReportBlock.Size))
            return false;
        report = new ReceiverReport
        {
            Sender = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(body)),
            Blocks = new ReportBlockReader(body.Slice(4, packet.Count * ReportBlock.Size)),
        };
        return true;
    }
}
