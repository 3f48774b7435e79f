using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Turn;

internal enum ChannelState : byte
{
    /// <summary>Not in use: never bound, or it ran out.</summary>
    Unbound,

    /// <summary>To be asked for.</summary>
    Wanted,
    Asked,
    Bound,

    /// <summary>The server will not.</summary>
    Refused,
}

/// <summary>A number that stands for one peer's transport address (RFC 8656 §12).</summary>
internal sealed class ChannelBinding(TransportAddress peer, ushort number, PeerPermission permission)
{
    public TransportAddress Peer { get; } = peer;

    public ushort Number { get; } = number;

    public PeerPermission Permission { get; set; } = permission;

    public ChannelState State { get; set; }

    public bool IsRenewing { get; set; }

    /// <summary>Something was sent since it was last bound.</summary>
    public bool WasUsed { get; set; }

    public Instant RenewAt { get; set; } = Instant.Never;

    public Instant ExpiresAt { get; set; } = Instant.Never;

    /// <summary>Before this the number may not stand for anybody else: the server might still know it (RFC 8656 §12).</summary>
    public Instant ReusableAt { get; set; } = Instant.Never;
}
