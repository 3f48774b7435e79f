namespace CamAgent.WebRtc.Ice;

/// <summary>RFC 8445 §6.1.2.6.</summary>
internal enum CandidatePairState : byte
{
    Frozen,
    Waiting,
    InProgress,
    Succeeded,
    Failed,
}
