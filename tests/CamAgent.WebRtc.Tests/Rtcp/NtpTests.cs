using CamAgent.WebRtc.Rtcp;

namespace CamAgent.WebRtc.Tests.Rtcp;

public sealed class NtpTests
{
    [Fact]
    public void The_unix_epoch_is_2208988800_seconds_after_1900() =>
        Assert.Equal(2208988800ul << 32, NtpTimestamp.From(DateTimeOffset.UnixEpoch).Value);

    [Fact]
    public void Half_a_second_is_half_of_the_fraction() =>
        Assert.Equal(0x8000_0000u, (uint)NtpTimestamp.From(DateTimeOffset.UnixEpoch.AddMilliseconds(500)).Value);

    [Fact]
    public void The_seconds_wrap_in_2036()
    {
        var wrap = new DateTimeOffset(2036, 2, 7, 6, 28, 16, TimeSpan.Zero);
        Assert.Equal(0ul, NtpTimestamp.From(wrap).Value >> 32);
        Assert.Equal(0xFFFF_FFFFul, NtpTimestamp.From(wrap.AddSeconds(-1)).Value >> 32);
    }

    [Fact]
    public void The_compact_form_is_the_middle() =>
        Assert.Equal(0x03040506u, new NtpTimestamp(0x0102030405060708).Compact);

    [Fact]
    public void A_duration_survives_the_compact_form()
    {
        Assert.Equal(65536u, NtpTimestamp.ToCompact(TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromMilliseconds(1500), NtpTimestamp.FromCompact(NtpTimestamp.ToCompact(TimeSpan.FromMilliseconds(1500))));
        Assert.Equal(0u, NtpTimestamp.ToCompact(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void The_clock_says_what_the_wall_clock_shows_at_an_instant()
    {
        var clock = new NtpClock(DateTimeOffset.UnixEpoch, new Instant(5_000_000));
        Assert.Equal((2208988800ul << 32) + 0x8000_0000ul, clock.At(new Instant(10_000_000)).Value);
    }

    [Fact]
    public void Reports_are_a_second_apart_on_average_and_never_in_step()
    {
        var schedule = new RtcpSchedule(RtcpSchedule.DefaultInterval, new SeededRandomSource(7));
        Assert.False(schedule.IsDue(new Instant(long.MaxValue - 1)));
        var now = new Instant(0);
        schedule.Start(now);
        Assert.InRange((schedule.Next - now).TotalSeconds, 0.25, 0.75);
        var intervals = new List<double>();
        for (var i = 0; i < 500; i++)
        {
            now = schedule.Next;
            Assert.True(schedule.IsDue(now));
            schedule.Sent(now);
            intervals.Add((schedule.Next - now).TotalSeconds);
        }

        Assert.All(intervals, seconds => Assert.InRange(seconds, 0.5, 1.5));
        Assert.InRange(intervals.Average(), 0.95, 1.05);
        Assert.True(intervals.Distinct().Count() > 400);
    }
}
