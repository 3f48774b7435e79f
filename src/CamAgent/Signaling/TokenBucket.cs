using CamAgent.WebRtc;

namespace CamAgent.Signaling;

/// <summary>A rate with a burst: how often something may happen on average, and how often at once. Not synchronised.</summary>
internal sealed class TokenBucket(RateLimit limit)
{
    private double _tokens = limit.Burst;
    private Instant? _filled;

    public bool TryTake(Instant now)
    {
        Refill(now);
        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }

    /// <summary>Nothing was taken for so long that the bucket carries no memory any more.</summary>
    public bool IsFull(Instant now)
    {
        Refill(now);
        return _tokens >= limit.Burst;
    }

    private void Refill(Instant now)
    {
        if (_filled is { } filled && now > filled)
            _tokens = Math.Min(limit.Burst, _tokens + ((now - filled).TotalSeconds * limit.PerSecond));
        _filled = now;
    }
}

/// <param name="PerSecond">The lasting rate, above 0.</param>
/// <param name="Burst">How many at once after a pause, at least 1.</param>
internal readonly record struct RateLimit(double PerSecond, int Burst);
