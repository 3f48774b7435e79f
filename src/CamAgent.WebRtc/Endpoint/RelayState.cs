using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Endpoint;

public enum RelayState
{
    /// <summary>Given back, or not begun.</summary>
    Idle,

    /// <summary>Looking up names, trying the ways to the server.</summary>
    Connecting,

    /// <summary>Relaying.</summary>
    Active,

    /// <summary>Every way has failed: to be tried again later.</summary>
    Waiting,
}

/// <summary>How it stands with one TURN server.</summary>
/// <param name="Server">As configured: its first URI.</param>
/// <param name="Transport">The way that is used; null while there is none.</param>
/// <param name="Relayed">The addresses that viewers are told.</param>
/// <param name="Problem">What went wrong last, in words for a person; empty while it relays.</param>
public sealed record RelayStatus(string Server, RelayState State, TurnTransport? Transport, IReadOnlyList<TransportAddress> Relayed, string Problem);
