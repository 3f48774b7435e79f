using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>
/// Walks the entries of a full intra request (RFC 5104 §4.3.1): each names a source and counts its commands,
/// so that a repeated one is known.
/// </summary>
public ref struct FullIntraRequest
{
    private ReadOnlySpan<byte> _entries;

    public Ssrc Sender { get; private init; }

    public static bool TryRead(RtcpPacket packet, out FullIntraRequest request)
    {
        request = default;
        var body = packet.Body;
        if (packet.Type != RtcpPacketType.PayloadSpecificFeedback || packet.Count != FeedbackFormat.FullIntraRequest || body.Length < 16)
            return false;
        // The media source of the feedback header is not used (§4.3.1.2).
        request = new FullIntraRequest { Sender = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(body)), _entries = body[8..] };
        return true;
    }

    public bool TryReadEntry(out Ssrc media, out byte commandSequence)
    {
        media = default;
        commandSequence = 0;
        if (_entries.Length < 8)
            return false;
        media = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(_entries));
        commandSequence = _entries[4];
        _entries = _entries[8..];
        return true;
    }
}
