using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Mdns;

/// <summary>The outcome of a look-up.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="Address">With port 0; unspecified where nobody answered.</param>
public readonly record struct MdnsEvent(string Name, TransportAddress Address);
