using CamAgent.Signaling;

namespace CamAgent.Http;

/// <summary>What WHEP is told, and its limits.</summary>
internal sealed record WhepOptions(IceServerSource IceServers, TryParseTrickleFragment ParseFragment)
{
    /// <summary>
    /// How long the answer waits for the camera's last candidate: WHEP has no way to send one later. A STUN server
    /// that does not answer costs this much once.
    /// </summary>
    public TimeSpan GatheringLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long answering an offer may take.</summary>
    public TimeSpan AnswerDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Offers being answered at the same time.</summary>
    public int MaximumConcurrentOffers { get; init; } = 16;

    /// <summary>Offers of one viewer (or, while access is not required, of all together).</summary>
    public RateLimit Offers { get; init; } = new(5, 20);

    /// <summary>What <c>Retry-After</c> says where the sessions do not know better.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
