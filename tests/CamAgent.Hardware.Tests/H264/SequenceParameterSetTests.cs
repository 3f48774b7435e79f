using CamAgent.Hardware.H264;
using CamAgent.Tests.Shared;

namespace CamAgent.Hardware.Tests.H264;

public sealed class SequenceParameterSetTests
{
    /// <summary>Written by OpenH264 2.3 and by x264.</summary>
    public static TheoryData<string, string, int, int, int, int, bool> Known => new()
    {
        { "6742C01F8C8D402802DD3501010107844235", "42c01f", 1280, 720, 1, 8, true },
        { "6742C0288C8D403C0113F2CD40404041E1108D40", "42c028", 1920, 1080, 1, 8, true },
        { "6742c00dd90141fb011000000300100000030320f142a480", "42c00d", 320, 240, 1, 8, true },
        { "674d401eeca05017fcb808800000030080000019078b16cb", "4d401e", 640, 360, 1, 8, true },
        { "67640028acd940780227e5c044000003000400000300c83c60c658", "640028", 1920, 1080, 1, 8, true },
        { "67640028acd94078044fde0220000003002000000643e2c5b2c0", "640028", 1920, 1080, 1, 8, false },
        { "677a001eb6cd940d83de6f011000000300100000030320f162d960", "7a001e", 854, 480, 2, 10, true },
        { "67f4000d919b282a33c7c5e022000003000200000300641e28532c", "f4000d", 322, 182, 3, 8, true },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Sets_of_known_encoders_say_their_profile_size_and_format(
        string hex, string profile, int width, int height, int chromaFormat, int bitDepth, bool isProgressive)
    {
        Assert.True(SequenceParameterSet.TryParse(Convert.FromHexString(hex), out var parsed));
        Assert.Equal(profile, parsed.Profile.ToString());
        Assert.Equal(
            (width, height, chromaFormat, bitDepth, isProgressive),
            (parsed.Width, parsed.Height, parsed.ChromaFormat, parsed.BitDepth, parsed.IsProgressive));
    }

    [Fact]
    public void Scaling_lists_and_a_cycle_of_picture_order_are_read_over()
    {
        var writer = new BitWriter().Unsigned(3).Unsigned(1).Unsigned(0).Unsigned(0).Flag(false).Flag(true);
        for (var list = 0; list < 8; list++)
        {
            writer.Flag(list % 2 == 0);
            // Lists 0 and 2 in full, 4 and 6 ended early by a next scale of zero.
            for (var i = 0; list % 2 == 0 && i < (list < 4 ? 16 : 1); i++)
                writer.Signed(list < 4 ? i - 3 : -8);
        }

        writer.Unsigned(0).Unsigned(1).Flag(false).Signed(-3).Signed(4).Unsigned(2).Signed(1).Signed(-1);
        writer.Unsigned(1).Flag(false).Unsigned(39).Unsigned(29).Flag(true).Flag(true).Flag(true).Unsigned(1).Unsigned(2).Unsigned(3).Unsigned(4).Flag(false);
        Assert.True(SequenceParameterSet.TryParse(writer.ToNalUnit(0x67, 100, 0, 31), out var parsed));
        Assert.Equal((3, 640 - 6, 480 - 14), (parsed.Id, parsed.Width, parsed.Height));
    }

    [Theory]
    [InlineData("68CE3C80")]
    [InlineData("67")]
    [InlineData("6742C01F")]
    [InlineData("6742C01F8C8D40")]
    [InlineData("6742C01F0000000000000000")]
    public void Cut_or_foreign_bytes_are_refused(string hex) => Assert.False(SequenceParameterSet.TryParse(Convert.FromHexString(hex), out _));

    [Fact]
    public void A_picture_cropped_away_is_refused()
    {
        var writer = new BitWriter().Unsigned(0).Unsigned(0).Unsigned(2).Unsigned(1).Flag(false).Unsigned(3).Unsigned(3).Flag(true).Flag(true).Flag(true);
        writer.Unsigned(16).Unsigned(16).Unsigned(0).Unsigned(0).Flag(false);
        Assert.False(SequenceParameterSet.TryParse(writer.ToNalUnit(0x67, 66, 0xC0, 31), out _));
    }

    [Fact]
    public void Any_bytes_give_a_sane_size_or_none()
    {
        byte[][] corpus = [.. Known.Select(row => Convert.FromHexString((string)((object[])row)[0]))];
        Fuzz.Bytes(
            2,
            20_000,
            64,
            corpus,
            bytes =>
            {
                if (SequenceParameterSet.TryParse(bytes, out var parsed))
                    Assert.True(parsed is { Width: > 0 and <= 16_880, Height: > 0 and <= 33_760, Id: >= 0 and < 32 }, parsed.ToString());
            },
            maximumAllocationFactor: 0);
    }
}
