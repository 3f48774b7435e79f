using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>The feedback messages of RFC 4585 and RFC 5104.</summary>
public ref partial struct RtcpCompoundWriter
{
    private const int FeedbackHeader = 8;

    /// <summary>RFC 4585 §6.2.1. The numbers are in sending order; as many as fit are written, and <paramref name="written"/> says how many.</summary>
    public bool TryWriteNack(Ssrc sender, Ssrc media, scoped ReadOnlySpan<SequenceNumber> lost, out int written)
    {
        written = 0;
        var room = (_destination.Length - Length - RtcpCompoundReader.HeaderSize - FeedbackHeader) / 4;
        if (lost.IsEmpty || room <= 0)
            return false;
        var entries = _destination[(Length + RtcpCompoundReader.HeaderSize + FeedbackHeader)..];
        var count = 0;
        while (written < lost.Length && count < room)
        {
            var first = lost[written++];
            var following = 0;
            while (written < lost.Length && lost[written] - first is > 0 and <= 16)
                following |= 1 << (lost[written++] - first - 1);
            BinaryPrimitives.WriteUInt16BigEndian(entries[(count * 4)..], first.Value);
            BinaryPrimitives.WriteUInt16BigEndian(entries[((count * 4) + 2)..], (ushort)following);
            count++;
        }

        return TryBeginFeedback(RtcpPacketType.TransportFeedback, FeedbackFormat.GenericNack, count * 4, sender, media, out _);
    }

    /// <summary>RFC 4585 §6.3.1.</summary>
    public bool TryWritePictureLossIndication(Ssrc sender, Ssrc media) =>
        TryBeginFeedback(RtcpPacketType.PayloadSpecificFeedback, FeedbackFormat.PictureLossIndication, 0, sender, media, out _);

    /// <summary>RFC 5104 §4.3.1; the command sequence goes up with each new request and stays for a repeated one.</summary>
    public bool TryWriteFullIntraRequest(Ssrc sender, Ssrc media, byte commandSequence)
    {
        // §4.3.1.2: the feedback header's media source is 0; the entry names it.
        if (!TryBeginFeedback(RtcpPacketType.PayloadSpecificFeedback, FeedbackFormat.FullIntraRequest, 8, sender, default, out var entry))
            return false;
        BinaryPrimitives.WriteUInt32BigEndian(entry, media.Value);
        BinaryPrimitives.WriteUInt32BigEndian(entry[4..], (uint)commandSequence << 24);
        return true;
    }

    private bool TryBeginFeedback(RtcpPacketType type, int format, int size, Ssrc sender, Ssrc media, out Span<byte> control)
    {
        control = default;
        if (!TryBegin(type, format, FeedbackHeader + size, out var body))
            return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], media.Value);
        control = body[FeedbackHeader..];
        return true;
    }
}
