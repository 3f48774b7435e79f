using CamAgent.Signaling;
using CamAgent.WebRtc;

namespace CamAgent.Tests.Signaling;

public sealed class TokenBucketTests
{
    private static readonly Instant Start = new(123);

    [Fact]
    public void A_bucket_gives_its_burst_and_then_its_rate()
    {
        var bucket = new TokenBucket(new RateLimit(2, 3));
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => bucket.TryTake(Start)));
        Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => bucket.TryTake(Start + TimeSpan.FromSeconds(1))));
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => bucket.TryTake(Start + TimeSpan.FromSeconds(100))));
    }

    [Fact]
    public void A_table_of_buckets_does_not_grow_and_forgets_the_idle()
    {
        var buckets = new KeyedTokenBuckets<int>(new RateLimit(1, 2), capacity: 4);
        var taken = Enumerable.Range(0, 100).Count(key => buckets.TryTake(key, Start));
        Assert.Equal(4, buckets.Count);
        Assert.Equal(4 + 2, taken); // Beyond the capacity all share one bucket.
        Assert.True(buckets.TryTake(1000, Start + TimeSpan.FromSeconds(2)));
        Assert.Equal(1, buckets.Count);
    }
}
