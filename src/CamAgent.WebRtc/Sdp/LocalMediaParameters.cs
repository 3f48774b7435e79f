using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Sdp;

/// <summary>What this end puts into its descriptions.</summary>
public sealed record LocalMediaParameters
{
    /// <summary>The <c>o=</c> line's session id; the same through a session's life.</summary>
    public required ulong SessionId { get; init; }

    /// <summary>Goes up by one with every further description of the session (RFC 8866 §5.2).</summary>
    public ulong SessionVersion { get; init; } = 1;

    public required string IceUsernameFragment { get; init; }

    public required string IcePassword { get; init; }

    /// <summary>Of this end's DTLS certificate.</summary>
    public required SdpFingerprint Fingerprint { get; init; }

    /// <summary>Candidates known already, each from <c>candidate:</c> on; others trickle.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>No candidate will follow.</summary>
    public bool EndOfCandidates { get; init; }

    /// <summary>Of the video this end sends; not used where it only receives.</summary>
    public Ssrc Ssrc { get; init; }

    /// <summary>RFC 7022: ties this end's streams together.</summary>
    public string CanonicalName { get; init; } = "camagent";

    /// <summary>The media stream's and its track's identification (RFC 8830), which the page gets to see.</summary>
    public string StreamId { get; init; } = "camagent";

    public string TrackId { get; init; } = "video";

    /// <summary>What the stream's SPS says.</summary>
    public H264ProfileLevelId ProfileLevelId { get; init; } = H264ProfileLevelId.ConstrainedBaseline31;

    /// <summary>RTP header extensions this end uses, by URI; the other end must have them too.</summary>
    public IReadOnlyList<string> HeaderExtensions { get; init; } = [Rtp.HeaderExtensions.MidUri];

    /// <summary>Feedback this end answers to or gives; the other end must have it too.</summary>
    public RtcpFeedback Feedback { get; init; } = RtcpFeedback.Nack | RtcpFeedback.PictureLossIndication | RtcpFeedback.FullIntraRequest;

    /// <summary>Data channels are offered and accepted. Off, their line is rejected.</summary>
    public bool DataChannels { get; init; }
}
