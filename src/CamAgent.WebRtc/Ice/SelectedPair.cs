using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

/// <summary>The pair that carries media, for statistics.</summary>
/// <param name="Path">From the local base to the remote address.</param>
/// <param name="LocalAddress">The local candidate's address as the other side sees it.</param>
/// <param name="RoundTripTime">Of the last check that was answered at once; null before the first.</param>
/// <param name="Since">When it was selected.</param>
public readonly record struct SelectedPair(
    NetworkPath Path,
    IceCandidateType LocalType,
    TransportAddress LocalAddress,
    IceCandidateType RemoteType,
    TransportAddress RemoteAddress,
    TimeSpan? RoundTripTime,
    Instant Since);
