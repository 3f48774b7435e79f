using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>One session in the loop's books.</summary>
internal sealed class SessionEntry(string name, PeerSession peer, IPeerObserver observer)
{
    internal string Name { get; } = name;

    internal PeerSession Peer { get; } = peer;

    /// <summary>Whoever made the last offer.</summary>
    internal IPeerObserver Observer { get; set; } = observer;

    /// <summary>It was touched since it was last drained.</summary>
    internal bool IsDirty { get; set; } = true;

    /// <summary>Pictures are left out, because the connection to the TURN server does not take them.</summary>
    internal bool IsHeldUp { get; set; }

    internal Instant NextTimeout { get; set; }

    /// <summary>The paths that lead to this session, in the order they were learned.</summary>
    internal List<NetworkPath> Paths { get; } = [];
}
