using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Media;

public sealed class NackGeneratorTests
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(60);

    private readonly NackGenerator _nacks = new();
    private Instant _now = new(TimeSpan.TicksPerHour);

    [Fact]
    public void A_gap_is_asked_for_after_the_time_that_disorder_is_given()
    {
        Take(10);
        Take(13);
        Assert.Empty(Collect());
        _now += NackGenerator.Disorder;
        Assert.Equal([11, 12], Collect());
        Assert.Empty(Collect());
        _now += Retry;
        Assert.Equal([11, 12], Collect());
    }

    [Fact]
    public void What_arrives_late_is_not_asked_for()
    {
        Take(10);
        Take(13);
        Take(11);
        _now += NackGenerator.Disorder;
        Assert.Equal([12], Collect());
        Take(12);
        Assert.Equal(Instant.Never, _nacks.NextTimeout);
    }

    [Fact]
    public void A_packet_that_never_comes_is_given_up()
    {
        Take(10);
        Take(12);
        for (var i = 0; i < NackGenerator.MaximumRequests; i++)
        {
            _now = _nacks.NextTimeout;
            Assert.Equal([11], Collect());
        }

        _now = _nacks.NextTimeout;
        Assert.Equal(0, _nacks.Collect(_now, Retry, new SequenceNumber[10], out var gaveUp));
        Assert.True(gaveUp);
        Assert.Equal(0, _nacks.Count);
    }

    [Fact]
    public void A_gap_too_wide_is_not_asked_for()
    {
        Take(10);
        Assert.False(_nacks.OnPacket(11 + NackGenerator.MaximumMissing + 1, _now));
        Assert.Equal(0, _nacks.Count);
    }

    [Fact]
    public void Never_more_than_the_bound_is_missing()
    {
        for (var position = 0L; position < 100_000; position += 3)
        {
            _ = _nacks.OnPacket(position, _now);
            Assert.True(_nacks.Count <= NackGenerator.MaximumMissing);
        }
    }

    private void Take(long position) => Assert.True(_nacks.OnPacket(position, _now));

    private List<int> Collect()
    {
        var lost = new SequenceNumber[100];
        var count = _nacks.Collect(_now, Retry, lost, out _);
        return [.. lost[..count].Select(sequence => (int)sequence.Value)];
    }
}
