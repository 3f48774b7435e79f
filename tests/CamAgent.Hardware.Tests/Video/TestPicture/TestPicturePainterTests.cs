using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.TestPicture;

namespace CamAgent.Hardware.Tests.Video.TestPicture;

public sealed class TestPicturePainterTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_795_190_909_417);

    [Theory]
    [InlineData(768, 360)]
    [InlineData(800, 600)]
    [InlineData(1280, 720)]
    [InlineData(1922, 1082)]
    [InlineData(770, 2000)]
    [InlineData(2000, 360)]
    public void At_every_size_and_moment_the_picture_can_be_painted_and_its_clock_read(int width, int height)
    {
        var painter = new TestPicturePainter(new(width, height, 30), "Front door");
        // Steps of a prime number of milliseconds go through every phase of all that moves.
        for (var i = 0; i < 60; i++)
        {
            var time = Time.AddMilliseconds(i * 97);
            var picture = painter.Paint(i, time, i);
            Assert.True(TestPictureClock.TryRead(picture.Luma, picture.LumaStride, 1, out var clock));
            Assert.Equal((TimeSpan.Zero, i), (TestPictureClock.DelayUntil(time, clock), picture.CaptureTimestamp));
        }
    }

    [Fact]
    public void A_moment_looks_the_same_whatever_was_painted_before()
    {
        var fresh = Samples(new TestPicturePainter(new(1280, 720, 30), "Front door").Paint(99, Time, 0));
        var used = new TestPicturePainter(new(1280, 720, 30), "Front door");
        for (var i = 0; i < 100; i++)
            used.Paint(i, Time.AddMilliseconds(-97 * i), 0);
        Assert.Equal(fresh, Samples(used.Paint(99, Time, 0)));
    }

    [Fact]
    public void It_moves_from_one_picture_to_the_next()
    {
        var painter = new TestPicturePainter(new(1280, 720, 30), "Front door");
        var before = Samples(painter.Paint(0, Time, 0));
        var after = Samples(painter.Paint(1, Time.AddMilliseconds(33), 0));
        var changed = before.Zip(after).Skip(1280 * 16).Count(pair => pair.First != pair.Second);
        Assert.InRange(changed, 2000, 100_000);
    }

    [Fact]
    public void Samples_stay_within_the_limited_range()
    {
        var picture = new TestPicturePainter(new(1280, 720, 30), "Front door").Paint(0, Time, 0);
        foreach (var sample in picture.Luma)
            Assert.InRange(sample, 16, 235);
        foreach (var sample in picture.Blue)
            Assert.InRange(sample, 16, 240);
    }

    [Fact]
    public void Painting_allocates_nothing()
    {
        var painter = new TestPicturePainter(new(768, 432, 30), "Front door");
        // The first pictures make the letters, the ten digits among them.
        for (var i = 0; i < 200; i++)
            painter.Paint(i * 1_234_567, Time.AddMilliseconds(i * 97_777), 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 30; i++)
            painter.Paint(i, Time.AddMilliseconds(i * 33), 0);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Küche & Ñandú / Ærøskøbing ✓")]
    [InlineData("a very long name of a camera that certainly does not fit into the header of the picture")]
    public void Any_name_can_be_shown(string name) => new TestPicturePainter(new(768, 432, 30), name).Paint(0, Time, 0);

    private static byte[] Samples(RawPicture picture) => [.. picture.Luma, .. picture.Blue, .. picture.Red];
}
