namespace CamAgent.WebRtc.Sdp;

/// <summary>Why two descriptions do not come together.</summary>
public enum NegotiationErrorCode
{
    /// <summary>No video line that is switched on.</summary>
    NoVideo,

    /// <summary>No video line whose other end takes what this end gives, or gives what this end takes.</summary>
    WrongDirection,

    /// <summary>The protocol is not RTP over DTLS over UDP.</summary>
    UnsupportedProtocol,

    /// <summary>No H.264 with packetization mode 1 in the stream's profile.</summary>
    NoH264,

    /// <summary>No ice-ufrag and ice-pwd, or malformed ones.</summary>
    NoIceCredentials,

    /// <summary>No certificate fingerprint with SHA-256 or better.</summary>
    NoFingerprint,

    /// <summary>No rtcp-mux.</summary>
    NoRtcpMux,

    /// <summary>A bundle-only line outside of any BUNDLE group, or lines that do not share one transport.</summary>
    NoBundle,

    /// <summary>A setup role that cannot be answered.</summary>
    UnsupportedSetup,

    /// <summary>An answer that does not fit its offer.</summary>
    AnswerMismatch,
}

/// <summary>Why there is no session, in words for people.</summary>
public sealed record NegotiationError(NegotiationErrorCode Code, string Message)
{
    public override string ToString() => Message;
}
