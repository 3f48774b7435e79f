using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>A picture of the whole endpoint, taken on the media loop about once a second.</summary>
/// <param name="Datagrams">Datagrams received.</param>
/// <param name="Discarded">Of these, such as belonged to nobody or made no sense.</param>
/// <param name="FramesDropped">Frames lost because the loop fell behind, or for a viewer because the connection to its TURN server did.</param>
/// <param name="SendErrors">Datagrams that the system did not take.</param>
public sealed record EndpointStatistics(
    int Port,
    IReadOnlyList<PeerStatistics> Peers,
    EndpointTotals Totals,
    long Datagrams,
    long Discarded,
    long FramesDropped,
    long SendErrors)
{
    /// <summary>The TURN servers, in the order of the configuration.</summary>
    public IReadOnlyList<RelayStatus> Relays { get; init; } = [];

    /// <summary>What went through them.</summary>
    public TurnCounters Relayed { get; init; }

    public static readonly EndpointStatistics Empty = new(0, [], default, 0, 0, 0, 0);
}

/// <summary>Sums over all sessions, those that have ended included: they only grow.</summary>
public readonly record struct EndpointTotals(long MediaPackets, long MediaBytes, long Retransmissions, long NackPackets, long PictureLossIndications, long FramesSent, long FramesDropped)
{
    public static EndpointTotals operator +(EndpointTotals totals, PeerStatistics peer) => new(
        totals.MediaPackets + peer.PacketsSent,
        totals.MediaBytes + peer.BytesSent,
        totals.Retransmissions + peer.Retransmissions,
        totals.NackPackets + peer.NackPackets,
        totals.PictureLossIndications + peer.PictureLossIndications,
        totals.FramesSent + peer.FramesSent,
        totals.FramesDropped + peer.FramesDropped);
}
