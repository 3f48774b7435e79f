using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Sdp;

/// <summary>What an offer and its answer agreed on: all that a session needs to be set up.</summary>
public sealed record NegotiatedMedia
{
    /// <summary>False for data channels alone: then what is said of the video means nothing, and the line is theirs.</summary>
    public bool HasVideo { get; init; } = true;

    /// <summary>H.264's, from the offer.</summary>
    public required byte PayloadType { get; init; }

    /// <summary>As the answer has it: what the sender's SPS says.</summary>
    public required H264ProfileLevelId ProfileLevelId { get; init; }

    /// <summary>As the other end wrote it: the profile and greatest level it decodes.</summary>
    public required H264ProfileLevelId RemoteProfileLevelId { get; init; }

    /// <summary>Which way video flows, as this end sees it: <see cref="SdpDirection.SendOnly"/> or <see cref="SdpDirection.ReceiveOnly"/>.</summary>
    public required SdpDirection Direction { get; init; }

    /// <summary>The video line's place among all lines, from 0.</summary>
    public required int LineIndex { get; init; }

    /// <summary>The video line's identification; null where the offer gave none.</summary>
    public string? Mid { get; init; }

    public HeaderExtensions HeaderExtensions { get; init; }

    public RtcpFeedback Feedback { get; init; }

    /// <summary>Feedback may go without a report before it (RFC 5506).</summary>
    public bool ReducedSizeRtcp { get; init; }

    public required IceDescription RemoteIce { get; init; }

    /// <summary>The peer's certificate must match one of them; never empty.</summary>
    public required IReadOnlyList<SdpFingerprint> RemoteFingerprints { get; init; }

    /// <summary>This end's part in DTLS: <see cref="DtlsSetup.Active"/> is the client, <see cref="DtlsSetup.Passive"/> the server.</summary>
    public required DtlsSetup Setup { get; init; }

    /// <summary>Sources the other end declared for this line; often none.</summary>
    public IReadOnlyList<Ssrc> RemoteSsrcs { get; init; } = [];

    /// <summary>Null where there are no data channels.</summary>
    public NegotiatedDataChannels? DataChannels { get; init; }
}

/// <summary>The SCTP association beside the video (RFC 8841): its port, and the largest message the other end takes, in bytes; 0 for any.</summary>
public sealed record NegotiatedDataChannels(string? Mid, int LineIndex, ushort SctpPort, long MaximumMessageSize);
