namespace CamAgent.WebRtc.Rtcp;

/// <summary>The feedback message types (FMT) that stand where other packets have a count (RFC 4585 §6.1, RFC 5104 §4.3).</summary>
internal static class FeedbackFormat
{
    /// <summary>RFC 4585 §6.2.1, in transport feedback.</summary>
    internal const int GenericNack = 1;

    /// <summary>draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1, in transport feedback.</summary>
    internal const int TransportWideCongestionControl = 15;

    /// <summary>RFC 4585 §6.3.1, in payload-specific feedback.</summary>
    internal const int PictureLossIndication = 1;

    /// <summary>RFC 5104 §4.3.1, in payload-specific feedback.</summary>
    internal const int FullIntraRequest = 4;

    /// <summary>RFC 4585 §6.4, in payload-specific feedback; REMB lives here.</summary>
    internal const int ApplicationLayer = 15;
}
