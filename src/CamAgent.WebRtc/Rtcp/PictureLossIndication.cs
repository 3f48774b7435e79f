using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>A decoder that lost its way asks for a picture it can begin at (RFC 4585 §6.3.1).</summary>
public readonly record struct PictureLossIndication(Ssrc Sender, Ssrc Media)
{
    public static bool TryRead(RtcpPacket packet, out PictureLossIndication indication)
    {
        indication = default;
        if (packet.Type != RtcpPacketType.PayloadSpecificFeedback || packet.Count != FeedbackFormat.PictureLossIndication || packet.Body.Length < 8)
            return false;
        indication = new PictureLossIndication(
            new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(packet.Body)),
            new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(packet.Body[4..])));
        return true;
    }
}
