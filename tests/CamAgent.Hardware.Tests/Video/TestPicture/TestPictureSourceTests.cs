using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.TestPicture;

namespace CamAgent.Hardware.Tests.Video.TestPicture;

public sealed class TestPictureSourceTests
{
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(640, 480, 30, "768")]
    [InlineData(768, 200, 30, "360")]
    [InlineData(1281, 720, 30, "even")]
    [InlineData(1280, 720, 0, "1 to 120")]
    [InlineData(100_000, 720, 30, "8192")]
    public void What_cannot_be_drawn_is_refused_in_words(int width, int height, int frameRate, string word)
    {
        var exception = Assert.Throws<VideoSourceException>(() => new TestPictureSource(new(width, height, frameRate), "x", _time));
        Assert.Contains(word, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_come_at_the_rate_with_the_clock_and_the_timestamp_of_their_drawing()
    {
        using var stop = new CancellationTokenSource();
        var source = new TestPictureSource(new(768, 432, 25), "x", _time, (duration, _) => _time.Advance(duration));
        var timestamps = new List<long>();
        source.Run(
            picture =>
            {
                Assert.True(TestPictureClock.TryRead(picture.Luma, picture.LumaStride, 1, out var clock));
                Assert.Equal(TimeSpan.Zero, TestPictureClock.DelayUntil(_time.GetUtcNow(), clock));
                timestamps.Add(picture.CaptureTimestamp);
                if (timestamps.Count == 50)
                    stop.Cancel();
            },
            stop.Token);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => timestamps[0] + (i * 40_000L)), timestamps);
    }
}
