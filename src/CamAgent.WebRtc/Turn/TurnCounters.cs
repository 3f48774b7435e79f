namespace CamAgent.WebRtc.Turn;

/// <summary>What went through an allocation, in datagrams.</summary>
/// <param name="Discarded">From the server, but of no use: no permission, unknown channel, forged or late answers, nonsense.</param>
/// <param name="Dropped">For peers, but not sent: not permitted (yet), or the way to the server was full.</param>
public readonly record struct TurnCounters(long Sent, long Received, long Discarded, long Dropped)
{
    public static TurnCounters operator +(TurnCounters left, TurnCounters right) =>
        new(left.Sent + right.Sent, left.Received + right.Received, left.Discarded + right.Discarded, left.Dropped + right.Dropped);
}
