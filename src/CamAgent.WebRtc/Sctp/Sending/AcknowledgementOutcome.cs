namespace CamAgent.WebRtc.Sctp.Sending;

/// <summary>What a SACK brought.</summary>
/// <param name="IsValid">False for one that is older than another, or speaks of what was never sent: it had no effect.</param>
/// <param name="Acknowledged">Bytes newly acknowledged.</param>
/// <param name="Lost">Chunks were found to be lost.</param>
/// <param name="RoundTrip">A new measurement.</param>
internal readonly record struct AcknowledgementOutcome(bool IsValid, int Acknowledged, bool CumulativeAdvanced, bool Lost, TimeSpan? RoundTrip);
