using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

/// <summary>A candidate of this agent with its base: the address that its datagrams really leave from (RFC 8445 §5.1.1).</summary>
internal sealed record LocalCandidate(IceCandidate Candidate, TransportAddress Base);
