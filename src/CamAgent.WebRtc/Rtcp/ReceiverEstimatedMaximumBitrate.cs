using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>What a receiver believes its path can carry, in bits a second over all sources (draft-alvestrand-rmcat-remb-03 §2.2).</summary>
public readonly record struct ReceiverEstimatedMaximumBitrate(Ssrc Sender, long BitsPerSecond)
{
    private const uint Identifier = 0x52454D42; // "REMB"

    /// <summary>Reads the message; a rate beyond 63 bits becomes the greatest that fits.</summary>
    public static bool TryRead(RtcpPacket packet, out ReceiverEstimatedMaximumBitrate estimate)
    {
        estimate = default;
        var body = packet.Body;
        if (packet.Type != RtcpPacketType.PayloadSpecificFeedback
            || packet.Count != FeedbackFormat.ApplicationLayer
            || body.Length < 16
            || BinaryPrimitives.ReadUInt32BigEndian(body[8..]) != Identifier)
        {
            return false;
        }

        var exponent = body[13] >> 2;
        var mantissa = ((long)(body[13] & 3) << 16) | BinaryPrimitives.ReadUInt16BigEndian(body[14..]);
        var rate = mantissa == 0 ? 0 : exponent > System.Numerics.BitOperations.LeadingZeroCount((ulong)mantissa) - 1 ? long.MaxValue : mantissa << exponent;
        estimate = new ReceiverEstimatedMaximumBitrate(new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(body)), rate);
        return true;
    }
}
