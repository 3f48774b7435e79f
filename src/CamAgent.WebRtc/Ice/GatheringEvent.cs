using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

public enum GatheringEventKind : byte
{
    /// <summary>To be given to each agent and signaled.</summary>
    CandidateAdded,

    /// <summary>The NAT's mapping has changed or is gone.</summary>
    CandidateRemoved,

    /// <summary>A server did not answer, or with an error; it is tried again.</summary>
    ServerUnreachable,
}

/// <param name="Candidate">Null for <see cref="GatheringEventKind.ServerUnreachable"/>.</param>
/// <param name="Server">Unspecified for <see cref="GatheringEventKind.CandidateRemoved"/>.</param>
public readonly record struct GatheringEvent(GatheringEventKind Kind, IceCandidate? Candidate, TransportAddress Base, TransportAddress Server);

/// <summary>A server-reflexive candidate and the address that it is the outside of.</summary>
public readonly record struct GatheredCandidate(IceCandidate Candidate, TransportAddress Base);
