namespace CamAgent.WebRtc.Sdp;

/// <summary>The RTCP feedback a payload type may use (RFC 4585 §4.2, RFC 5104 §7.1).</summary>
[Flags]
public enum RtcpFeedback
{
    None = 0,
    Nack = 1,
    PictureLossIndication = 2,
    FullIntraRequest = 4,
    ReceiverEstimatedMaximumBitrate = 8,
    TransportWideCongestionControl = 16,
}

internal static class RtcpFeedbacks
{
    internal static readonly (RtcpFeedback Flag, string Value)[] Names =
    [
        (RtcpFeedback.Nack, "nack"),
        (RtcpFeedback.PictureLossIndication, "nack pli"),
        (RtcpFeedback.FullIntraRequest, "ccm fir"),
        (RtcpFeedback.ReceiverEstimatedMaximumBitrate, "goog-remb"),
        (RtcpFeedback.TransportWideCongestionControl, "transport-cc"),
    ];

    /// <summary>What the line says for a payload type, or for all of them with <c>*</c>.</summary>
    internal static RtcpFeedback Of(MediaDescription media, string format)
    {
        var result = RtcpFeedback.None;
        foreach (var value in media.All("rtcp-fb"))
        {
            var space = value.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 || (value[..space] != format && value[..space] != "*"))
                continue;
            foreach (var (flag, name) in Names)
            {
                if (value.AsSpan(space + 1).Trim().SequenceEqual(name))
                    result |= flag;
            }
        }

        return result;
    }
}
