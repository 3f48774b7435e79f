using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Net;

/// <summary>How datagrams get out that leave from a relayed address: through the allocation that it belongs to, over its own connection.</summary>
internal abstract class RelayRoute
{
    public abstract TurnAllocation Allocation { get; }

    public abstract RelayTransport Transport { get; }
}

/// <summary>Which addresses are relayed ones, and whose.</summary>
internal interface IRelayRoutes
{
    /// <summary>Changes whenever <see cref="Find"/> may give another answer than before.</summary>
    int Version { get; }

    /// <returns>Null for an address of this machine.</returns>
    RelayRoute? Find(TransportAddress local);
}
