using CamAgent.Hardware.Video.TestPicture;
using CamAgent.Tests.Shared;

namespace CamAgent.Hardware.Tests.Video.TestPicture;

public sealed class TestPictureClockTests
{
    private const int Stride = 800;

    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_795_190_909_417);

    [Fact]
    public void The_code_is_forty_bits_of_milliseconds_and_a_CRC_of_polynomial_07()
    {
        // CRC-8 (poly 07, init 00): the check value of "123456789" is F4; for one byte 01 it is 07.
        Assert.Equal(0x0000_0000_0107, TestPictureClock.Encode(1));
        Assert.Equal(0x0000_0000_0000, TestPictureClock.Encode(1L << 40));
        Assert.Equal(0x3132333435CB, TestPictureClock.Encode(0x3132333435));
    }

    [Fact]
    public void Squares_are_drawn_from_the_corner_black_zero_and_white_one_most_significant_first()
    {
        var luma = Draw();
        var code = TestPictureClock.Encode(Time.ToUnixTimeMilliseconds());
        for (var square = 0; square < 48; square++)
        {
            var expected = ((code >> (47 - square)) & 1) != 0 ? 235 : 16;
            foreach (var (x, y) in ((int, int)[])[(0, 0), (15, 0), (0, 15), (15, 15), (8, 8)])
                Assert.Equal(expected, luma[(y * Stride) + (square * 16) + x]);
        }

        Assert.Equal(99, luma[768]);
        Assert.Equal(99, luma[16 * Stride]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(0.25)]
    [InlineData(0.667)]
    [InlineData(1.5)]
    public void What_is_drawn_is_read_back_at_any_scale(double scale)
    {
        var (luma, stride) = Scale(Draw(), scale);
        Assert.True(TestPictureClock.TryRead(luma, stride, scale, out var clock));
        Assert.Equal(TimeSpan.FromMilliseconds(25), TestPictureClock.DelayUntil(Time.AddMilliseconds(25), clock));
        Assert.Equal(TimeSpan.FromMilliseconds(-25), TestPictureClock.DelayUntil(Time.AddMilliseconds(-25), clock));
    }

    [Fact]
    public void Coding_noise_does_not_matter()
    {
        var random = new Random(1);
        var luma = Draw();
        for (var i = 0; i < luma.Length; i++)
            luma[i] = (byte)Math.Clamp(luma[i] + random.Next(-60, 61), 0, 255);
        Assert.True(TestPictureClock.TryRead(luma, Stride, 1, out _));
    }

    [Fact]
    public void Every_single_wrong_square_is_noticed()
    {
        for (var square = 0; square < 48; square++)
        {
            var luma = Draw();
            for (var y = 0; y < 16; y++)
            {
                for (var x = 0; x < 16; x++)
                    luma[(y * Stride) + (square * 16) + x] ^= 16 ^ 235;
            }

            Assert.False(TestPictureClock.TryRead(luma, Stride, 1, out _), $"square {square}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(235)]
    public void An_even_area_is_no_clock(byte value)
    {
        var luma = new byte[Stride * 16];
        Array.Fill(luma, value);
        Assert.False(TestPictureClock.TryRead(luma, Stride, 1, out _));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(1e9)]
    [InlineData(double.NaN)]
    [InlineData(1.2)]
    public void A_plane_too_small_for_the_scale_is_no_clock(double scale) => Assert.False(TestPictureClock.TryRead(Draw(), Stride, scale, out _));

    [Fact]
    public void Any_samples_can_be_read() => Fuzz.Bytes(
        6, 300, 13_000, [Draw()], bytes => TestPictureClock.TryRead(bytes, Stride, 1, out _), maximumAllocationFactor: 0);

    private static byte[] Draw()
    {
        var luma = new byte[Stride * 17];
        Array.Fill(luma, (byte)99);
        TestPictureClock.Draw(luma, Stride, Time);
        return luma;
    }

    private static (byte[] Luma, int Stride) Scale(byte[] luma, double scale)
    {
        var (width, height) = ((int)(Stride * scale), (int)(17 * scale));
        var scaled = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                scaled[(y * width) + x] = luma[((int)(y / scale) * Stride) + (int)(x / scale)];
        }

        return (scaled, width);
    }
}
