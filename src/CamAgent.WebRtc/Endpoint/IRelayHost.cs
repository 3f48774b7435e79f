using System.Net;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>What TURN servers need of the media loop they are run by. All but <see cref="Post"/> and <see cref="Wake"/> is called on the loop.</summary>
internal interface IRelayHost
{
    /// <summary>From any thread: runs an action on the loop.</summary>
    /// <param name="abandon">Run in its stead where the loop ends before.</param>
    void Post(Action action, Action? abandon = null);

    /// <summary>From any thread: something has arrived.</summary>
    void Wake();

    Instant Now { get; }

    Task<IPAddress[]> LookUpAsync(string name);

    /// <summary>A relayed address is there for every session.</summary>
    /// <param name="ordinal">Smaller is better: by transport, then by server.</param>
    void AddRelayed(TransportAddress relayed, TransportAddress mapped, TransportAddress server, int ordinal);

    /// <summary>It is gone.</summary>
    void RemoveRelayed(TransportAddress relayed);

    /// <summary>A better one has come: whoever does not send from it need not know it any more.</summary>
    void RetireRelayed(TransportAddress relayed);

    /// <summary>Whether a server relays for it already.</summary>
    bool IsRelayed(TransportAddress address);

    /// <summary>Whether a session's media goes through it.</summary>
    bool IsInUse(TransportAddress relayed);

    /// <summary>There are other connections, or other addresses behind them, than before.</summary>
    void OnRoutesChanged();

    void OnRelayChanged(RelayStatus status);

    /// <summary>A peer's datagram has come through a relay.</summary>
    void OnRelayed(in NetworkPath path, Span<byte> datagram, Instant now);
}
