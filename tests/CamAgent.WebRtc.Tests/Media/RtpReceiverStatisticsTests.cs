using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Media;

public sealed class RtpReceiverStatisticsTests
{
    private readonly RtpReceiverStatistics _statistics = new(new Ssrc(1));
    private Instant _now;

    [Fact]
    public void Loss_is_expected_less_received()
    {
        for (var i = 0; i < 100; i++)
        {
            if (i % 4 != 1)
                Take((ushort)(65500 + i));
        }

        Assert.Equal((100, 75, 25), (_statistics.Expected, _statistics.Received, _statistics.Lost));
        var block = _statistics.MakeReportBlock(_now);
        Assert.Equal((64, 25, 65500u + 99), (block.FractionLost, block.CumulativeLost, block.ExtendedHighestSequence));
    }

    [Fact]
    public void The_fraction_covers_the_time_since_the_last_report()
    {
        Take(1);
        Take(3);
        Assert.Equal(256 / 3, _statistics.MakeReportBlock(_now).FractionLost);
        Take(4);
        var block = _statistics.MakeReportBlock(_now);
        Assert.Equal((0, 1), (block.FractionLost, block.CumulativeLost));
    }

    [Fact]
    public void Duplicates_make_the_loss_negative_and_the_fraction_zero()
    {
        Take(1);
        Take(1);
        var block = _statistics.MakeReportBlock(_now);
        Assert.Equal((0, -1), (block.FractionLost, block.CumulativeLost));
    }

    [Fact]
    public void Jitter_follows_the_formula_of_RFC_3550()
    {
        Take(1, 0);
        // Arrives 10 ms later than its timestamp says: 900 ticks, of which a sixteenth counts.
        _now += TimeSpan.FromMilliseconds(43);
        Take(2, 33 * 90);
        Assert.Equal(900 / 16, (int)_statistics.MakeReportBlock(_now).Jitter);
    }

    [Fact]
    public void Jitter_survives_the_wrap_of_the_timestamp()
    {
        var timestamp = uint.MaxValue - 4000;
        for (ushort i = 0; i < 10; i++)
        {
            Take(i, timestamp);
            timestamp = unchecked(timestamp + 2970);
            _now += TimeSpan.FromMilliseconds(33);
        }

        Assert.Equal(0u, _statistics.MakeReportBlock(_now).Jitter);
    }

    [Fact]
    public void One_stray_packet_is_not_believed_and_two_that_follow_are_a_restart()
    {
        Take(100);
        Assert.Null(_statistics.OnPacket(new SequenceNumber(40_000), default, _now));
        Assert.Equal(101, _statistics.OnPacket(new SequenceNumber(101), default, _now));
        Assert.Null(_statistics.OnPacket(new SequenceNumber(50_000), default, _now));
        Assert.Equal(50_001, _statistics.OnPacket(new SequenceNumber(50_001), default, _now));
        Assert.Equal((1, 1), (_statistics.Expected, _statistics.Received));
    }

    private void Take(ushort sequence, uint timestamp = 0) => Assert.NotNull(_statistics.OnPacket(new SequenceNumber(sequence), new RtpTimestamp(timestamp), _now));
}
