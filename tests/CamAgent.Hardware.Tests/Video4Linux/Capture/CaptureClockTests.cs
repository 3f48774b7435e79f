using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Capture;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Tests.Video4Linux.Capture;

public sealed class CaptureClockTests
{
    private readonly ManualTimeProvider _time = new();
    private TimeSpan _monotonic = TimeSpan.FromHours(100);

    [Fact]
    public void A_picture_is_as_old_as_the_driver_says()
    {
        var clock = new CaptureClock(_time, () => _monotonic);

        Assert.Equal(_time.GetTimestamp() - 40_000, clock.Convert(At(_monotonic - TimeSpan.FromMilliseconds(40))));
    }

    [Fact]
    public void A_clock_that_nobody_knows_is_not_believed() =>
        Assert.Equal(_time.GetTimestamp(), new CaptureClock(_time, () => _monotonic).Convert(At(TimeSpan.FromHours(99.9), BufferFlags.None)));

    [Theory]
    [InlineData(0.5)]
    [InlineData(-1.5)]
    [InlineData(-360_000)]
    public void The_future_and_long_ago_are_not_believed(double seconds) =>
        Assert.Equal(_time.GetTimestamp(), new CaptureClock(_time, () => _monotonic).Convert(At(_monotonic + TimeSpan.FromSeconds(seconds))));

    [Fact]
    public void Time_never_goes_backwards()
    {
        var clock = new CaptureClock(_time, () => _monotonic);
        var random = new Random(7);
        var last = long.MinValue;
        for (var i = 0; i < 1000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            _monotonic += TimeSpan.FromMilliseconds(1);
            var timestamp = clock.Convert(At(_monotonic - TimeSpan.FromMilliseconds(random.Next(-500, 2000))));
            Assert.True(timestamp > last, $"{timestamp} after {last}");
            last = timestamp;
        }
    }

    private static DequeuedBuffer At(TimeSpan timestamp, BufferFlags flags = BufferFlags.TimestampMonotonic) => new(0, flags, Field.None, 0, timestamp, default);
}
