using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Turn;

internal enum PermissionState : byte
{
    /// <summary>To be asked for.</summary>
    Wanted,
    Asked,
    Granted,

    /// <summary>The server does not relay to this host.</summary>
    Refused,
}

/// <summary>The server's leave to relay from and to a host, whatever the port (RFC 8656 §9).</summary>
internal sealed class PeerPermission(TransportAddress host)
{
    /// <summary>Without port.</summary>
    public TransportAddress Host { get; } = host;

    public PermissionState State { get; set; }

    /// <summary>Being renewed, while it holds.</summary>
    public bool IsRenewing { get; set; }

    /// <summary>The server does not take it together with others: ask for it alone.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Something was sent since it was last granted: it is worth renewing.</summary>
    public bool WasUsed { get; set; }

    public Instant RenewAt { get; set; } = Instant.Never;

    public Instant ExpiresAt { get; set; } = Instant.Never;
}
