using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Turn;

/// <summary>One way to a server that can be tried: an address and what is spoken with it.</summary>
/// <param name="Host">The name that the certificate has to be for.</param>
/// <param name="Redirects">How often a server has sent us on to get here.</param>
internal readonly record struct TurnTarget(TransportAddress Address, TurnTransport Transport, string Host, int Redirects = 0);
