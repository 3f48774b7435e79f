using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Tests.Video;

public sealed class FramePacerTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Beats_do_not_drift_even_at_a_rate_that_does_not_divide_the_second()
    {
        var pacer = Pacer(30);
        var start = _time.GetTimestamp();
        for (var beat = 0; beat <= 30 * 3600; beat++)
        {
            Assert.True(pacer.TryWait(CancellationToken.None, out var number));
            Assert.Equal(beat, number);
        }

        Assert.InRange(_time.GetTimestamp() - start, 3600 * 1_000_000L, (3600 * 1_000_000L) + 1);
    }

    [Fact]
    public void The_first_beat_is_at_once()
    {
        var start = _time.GetTimestamp();
        Pacer(30).TryWait(CancellationToken.None, out _);
        Assert.Equal(start, _time.GetTimestamp());
    }

    [Fact]
    public void A_beat_that_is_late_by_less_than_an_interval_comes_at_once_and_the_next_on_time()
    {
        var pacer = Pacer(10);
        pacer.TryWait(CancellationToken.None, out _);
        var start = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(150));
        pacer.TryWait(CancellationToken.None, out var late);
        Assert.Equal((1, start + 150_000), (late, _time.GetTimestamp()));
        pacer.TryWait(CancellationToken.None, out _);
        Assert.Equal(start + 200_000, _time.GetTimestamp());
    }

    [Fact]
    public void Missed_beats_are_left_out_instead_of_coming_in_a_bunch()
    {
        var pacer = Pacer(10);
        pacer.TryWait(CancellationToken.None, out _);
        var start = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(1234));
        pacer.TryWait(CancellationToken.None, out var beat);
        Assert.Equal((13, start + 1_300_000), (beat, _time.GetTimestamp()));
    }

    [Fact]
    public void A_cancelled_wait_ends_and_gives_no_beat()
    {
        using var stop = new CancellationTokenSource();
        var pacer = new FramePacer(_time, 1, (_, _) => stop.Cancel());
        Assert.True(pacer.TryWait(stop.Token, out _));
        Assert.False(pacer.TryWait(stop.Token, out _));
    }

    [Fact]
    public async Task The_real_wait_ends_at_once_when_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var pacer = new FramePacer(new ManualTimeProvider(), 1);
        pacer.TryWait(stop.Token, out _);
        var waiting = Task.Run(() => pacer.TryWait(stop.Token, out _));
        await stop.CancelAsync();
        Assert.False(await waiting.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private FramePacer Pacer(int frameRate) => new(_time, frameRate, (duration, _) => _time.Advance(duration));
}
