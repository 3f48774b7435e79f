using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

/// <summary>A candidate as it is signaled (RFC 8839 §5.1).</summary>
public sealed record IceCandidate
{
    /// <summary>1 to 32 characters; equal for candidates of one type, base, protocol and server (RFC 8445 §5.1.1.3).</summary>
    public required string Foundation { get; init; }

    /// <summary>1 to 256; RTP and everything bundled with it is 1.</summary>
    public int Component { get; init; } = 1;

    public IceTransportProtocol Protocol { get; init; }

    public required uint Priority { get; init; }

    /// <summary>Unspecified where <see cref="HostName"/> stands in its place.</summary>
    public TransportAddress Address { get; init; }

    /// <summary>A name instead of an address; browsers hide host addresses behind mDNS names.</summary>
    public string? HostName { get; init; }

    public ushort Port { get; init; }

    public required IceCandidateType Type { get; init; }

    /// <summary>
    /// raddr and rport: the base of a reflexive candidate, the mapped address of a relayed one; unspecified where hidden.
    /// </summary>
    public TransportAddress RelatedAddress { get; init; }

    public IceTcpType TcpType { get; init; }

    /// <summary>The generation extension of older browsers; null where absent.</summary>
    public int? Generation { get; init; }

    /// <summary>
    /// The ufrag extension (RFC 8838 §9.1), which says which generation a trickled candidate belongs to; null where absent.
    /// </summary>
    public string? UsernameFragment { get; init; }

    /// <param name="ordinal">The place of the address among the host's, most wanted first.</param>
    public static IceCandidate CreateHost(TransportAddress address, int ordinal = 0) => new()
    {
        Type = IceCandidateType.Host,
        Address = address,
        Port = address.Port,
        Priority = CandidatePriority.Compute(IceCandidateType.Host, CandidatePriority.LocalPreference(address, ordinal)),
        Foundation = CandidateFoundation.Compute(IceCandidateType.Host, address, default),
    };

    /// <param name="mapped">What the server saw.</param>
    /// <param name="base">The host address the request left from.</param>
    public static IceCandidate CreateServerReflexive(TransportAddress mapped, TransportAddress @base, TransportAddress server, int ordinal = 0) => new()
    {
        Type = IceCandidateType.ServerReflexive,
        Address = mapped,
        Port = mapped.Port,
        RelatedAddress = @base,
        Priority = CandidatePriority.Compute(IceCandidateType.ServerReflexive, CandidatePriority.LocalPreference(@base, ordinal)),
        Foundation = CandidateFoundation.Compute(IceCandidateType.ServerReflexive, @base, server),
    };

    /// <param name="relayed">The address that the server holds; it is its own base.</param>
    /// <param name="mapped">The client as the server saw it.</param>
    public static IceCandidate CreateRelayed(TransportAddress relayed, TransportAddress mapped, TransportAddress server, int ordinal = 0) => new()
    {
        Type = IceCandidateType.Relayed,
        Address = relayed,
        Port = relayed.Port,
        RelatedAddress = mapped,
        Priority = CandidatePriority.Compute(IceCandidateType.Relayed, CandidatePriority.LocalPreference(relayed, ordinal)),
        Foundation = CandidateFoundation.Compute(IceCandidateType.Relayed, relayed, server),
    };

    /// <summary>
    /// Reads a candidate, with or without the <c>a=</c> and <c>candidate:</c> in front. Unknown extensions are skipped. False for
    /// what the grammar does not allow, or what is longer than 512 characters.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IceCandidate? candidate) =>
        CandidateGrammar.TryParse(text, out candidate);

    /// <summary>The attribute's value with its name: <c>candidate:1 1 udp …</c>.</summary>
    public override string ToString() => CandidateGrammar.Format(this);
}
