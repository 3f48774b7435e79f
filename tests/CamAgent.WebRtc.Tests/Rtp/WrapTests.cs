using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Rtp;

public sealed class WrapTests
{
    [Fact]
    public void The_sequence_number_after_the_last_is_zero()
    {
        Assert.Equal(new SequenceNumber(0), new SequenceNumber(65535).Next);
        Assert.True(new SequenceNumber(0).IsNewerThan(new SequenceNumber(65535)));
        Assert.False(new SequenceNumber(65535).IsNewerThan(new SequenceNumber(0)));
    }

    [Theory]
    [InlineData(5, 65530, 11)]
    [InlineData(65530, 5, -11)]
    [InlineData(7, 7, 0)]
    public void The_distance_of_sequence_numbers_is_the_shorter_way_round(int left, int right, int distance) =>
        Assert.Equal(distance, new SequenceNumber((ushort)left) - new SequenceNumber((ushort)right));

    [Fact]
    public void A_timestamp_goes_on_through_its_wrap()
    {
        var before = new RtpTimestamp(uint.MaxValue - 10);
        var after = before + 3000;
        Assert.Equal(2989u, after.Value);
        Assert.Equal(3000, after - before);
        Assert.True(after.IsNewerThan(before));
    }

    [Fact]
    public void A_sequence_number_is_followed_through_three_wraps_in_disorder()
    {
        var unwrapper = default(SequenceUnwrapper);
        for (var position = 65000L; position < 65000 + (3 * 65536); position += 2)
        {
            Assert.Equal(position + 1, unwrapper.Unwrap(new SequenceNumber((ushort)(position + 1))));
            Assert.Equal(position, unwrapper.Unwrap(new SequenceNumber((ushort)position)));
        }
    }

    [Fact]
    public void A_restarted_source_goes_on_after_all_that_was_before()
    {
        var unwrapper = default(SequenceUnwrapper);
        unwrapper.Unwrap(new SequenceNumber(1000));
        Assert.Equal(65536 + 1000, unwrapper.Restart(new SequenceNumber(1000)));
        Assert.Equal(65536 + 1001, unwrapper.Unwrap(new SequenceNumber(1001)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10_000_000, 90_000)]
    [InlineData(333_333, 2999)]
    [InlineData(long.MaxValue / 1000, 83010348331692981 / 1000)]
    public void Media_time_counts_90_000_in_a_second(long instant, long ticks) =>
        Assert.Equal(ticks, MediaTime.FromInstant(new Instant(instant)).Ticks);

    [Fact]
    public void A_random_source_identifier_is_never_zero() =>
        Assert.All(Enumerable.Range(0, 100), seed => Assert.NotEqual(0u, Ssrc.Create(new SeededRandomSource(seed)).Value));
}
