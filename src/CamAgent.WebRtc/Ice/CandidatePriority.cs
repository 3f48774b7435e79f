using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

/// <summary>RFC 8445 §5.1.2 and §6.1.2.3: which candidates and pairs are tried first.</summary>
public static class CandidatePriority
{
    /// <summary>2^24 · type preference + 2^8 · local preference + (256 − component).</summary>
    /// <param name="localPreference">0 to 65535, unique among an agent's candidates of one type.</param>
    public static uint Compute(IceCandidateType type, ushort localPreference, int component = 1) =>
        ((uint)TypePreference(type) << 24) | ((uint)localPreference << 8) | (uint)(256 - component);

    /// <summary>
    /// Preference among local addresses of one type. IPv6 comes before IPv4 (RFC 8421 §4: a working IPv6 path has no NAT to keep open), an
    /// address
    /// of wide scope before a link-local one, loopback last.
    /// </summary>
    /// <param name="ordinal">0 to 4095: the place of the interface in the owner's order; it keeps the values apart.</param>
    public static ushort LocalPreference(TransportAddress address, int ordinal = 0)
    {
        var rank = address.IsLoopback ? 1 : address.IsLinkLocal ? 4 : address.IsIPv6 ? 14 : 12;
        return (ushort)((rank << 12) | (4095 - Math.Clamp(ordinal, 0, 4095)));
    }

    /// <summary>RFC 8445 §7.1.1: what a peer-reflexive candidate learned from a check of this candidate would have.</summary>
    public static uint AsPeerReflexive(uint candidatePriority) =>
        ((uint)TypePreference(IceCandidateType.PeerReflexive) << 24) | (candidatePriority & 0x00FFFFFF);

    /// <summary>2^32 · MIN(G,D) + 2 · MAX(G,D) + (G &gt; D ? 1 : 0), with G the controlling agent's candidate.</summary>
    public static ulong OfPair(uint controlling, uint controlled) =>
        ((ulong)Math.Min(controlling, controlled) << 32) + (2UL * Math.Max(controlling, controlled)) + (controlling > controlled ? 1UL : 0UL);

    private static int TypePreference(IceCandidateType type) => type switch
    {
        IceCandidateType.Host => 126,
        IceCandidateType.PeerReflexive => 110,
        IceCandidateType.ServerReflexive => 100,
        _ => 0,
    };
}
