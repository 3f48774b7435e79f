using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Tests.H264;

public sealed class ProfileLevelIdTests
{
    [Theory]
    [InlineData(66, 0xC0, true, "Constrained Baseline")]
    [InlineData(66, 0xE0, true, "Constrained Baseline")]
    [InlineData(66, 0x00, false, "Baseline")]
    [InlineData(77, 0x80, true, "Constrained Baseline")]
    [InlineData(77, 0x40, false, "Main")]
    [InlineData(100, 0x00, false, "High")]
    [InlineData(100, 0x0C, false, "Constrained High")]
    public void The_profile_follows_from_the_constraints_too(byte profile, byte constraints, bool isConstrainedBaseline, string name)
    {
        var id = new ProfileLevelId(profile, constraints, 31);
        Assert.Equal((isConstrainedBaseline, name), (id.IsConstrainedBaseline, id.ProfileName));
    }

    [Fact]
    public void It_is_written_as_SDP_writes_it() => Assert.Equal("42e01f", new ProfileLevelId(0x42, 0xE0, 0x1F).ToString());

    [Theory]
    [InlineData(640, 480, 30, 1_000_000, 31)]
    [InlineData(1280, 720, 30, 3_000_000, 31)]
    [InlineData(1280, 720, 60, 3_000_000, 32)]
    [InlineData(1920, 1080, 30, 4_000_000, 40)]
    [InlineData(1280, 720, 30, 16_000_000, 32)]
    [InlineData(3840, 2160, 30, 20_000_000, 51)]
    public void The_level_is_the_lowest_that_holds_the_stream(int width, int height, int frameRate, int bitsPerSecond, int level) =>
        Assert.Equal((byte)level, Level.For(width, height, frameRate, bitsPerSecond));

    [Fact]
    public void Beyond_the_highest_level_there_is_none() => Assert.Null(Level.For(8192, 8192, 30, 1_000_000));
}
