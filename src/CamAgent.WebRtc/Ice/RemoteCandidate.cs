using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

/// <summary>A candidate of the other agent, signaled or learned from its checks.</summary>
internal sealed class RemoteCandidate(IceCandidate candidate, TransportAddress address)
{
    /// <summary>Replaced when a candidate that was learned from checks is signaled later.</summary>
    public IceCandidate Candidate { get; set; } = candidate;

    public TransportAddress Address { get; } = address;

    public bool IsPeerReflexive => Candidate.Type == IceCandidateType.PeerReflexive;
}
