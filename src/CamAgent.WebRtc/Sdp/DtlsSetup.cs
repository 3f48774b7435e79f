namespace CamAgent.WebRtc.Sdp;

/// <summary>Who begins the DTLS handshake (RFC 4145 §4, RFC 8842 §5.2).</summary>
public enum DtlsSetup
{
    /// <summary>This side is the DTLS client.</summary>
    Active,

    /// <summary>This side is the DTLS server.</summary>
    Passive,

    /// <summary>Either; an offerer leaves the choice to the answerer.</summary>
    ActivePassive,
}
