using CamAgent.WebRtc;

namespace CamAgent.Signaling;

/// <summary>
/// One token bucket for each key (a viewer, an address) in a table that cannot grow: buckets that are full again are
/// forgotten, and while all are in use the keys beyond the capacity share one bucket. Not synchronised.
/// </summary>
internal sealed class KeyedTokenBuckets<TKey>(RateLimit limit, int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TokenBucket> _buckets = [];
    private readonly TokenBucket _shared = new(limit);

    public int Count => _buckets.Count;

    public bool TryTake(TKey key, Instant now)
    {
        if (_buckets.TryGetValue(key, out var bucket))
            return bucket.TryTake(now);
        if (_buckets.Count >= capacity)
            Forget(now);
        if (_buckets.Count >= capacity)
            return _shared.TryTake(now);
        bucket = new TokenBucket(limit);
        _buckets.Add(key, bucket);
        return bucket.TryTake(now);
    }

    private void Forget(Instant now)
    {
        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.IsFull(now))
                _buckets.Remove(key);
        }
    }
}
