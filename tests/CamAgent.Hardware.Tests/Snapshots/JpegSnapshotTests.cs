using CamAgent.Hardware.Jpeg;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Snapshots;

namespace CamAgent.Hardware.Tests.Snapshots;

public sealed class JpegSnapshotTests
{
    private static readonly ColorDescription FullRange601 = new(6, 6, 6, IsFullRange: true);

    /// <summary>Red, green, blue and the greys, each as ITU-R BT.709 and BT.601 code it, must come out as BT.601 over the full range codes it.</summary>
    [Theory]
    [InlineData(1, false, 255, 0, 0)]
    [InlineData(1, false, 0, 255, 0)]
    [InlineData(1, false, 0, 0, 255)]
    [InlineData(1, false, 255, 255, 255)]
    [InlineData(1, false, 0, 0, 0)]
    [InlineData(1, false, 128, 64, 32)]
    [InlineData(1, true, 200, 100, 50)]
    [InlineData(6, false, 255, 0, 0)]
    [InlineData(6, false, 17, 99, 180)]
    [InlineData(9, false, 0, 255, 0)]
    public void Colours_come_out_as_JPEG_codes_them(byte matrix, bool isFullRange, int red, int green, int blue)
    {
        var color = new ColorDescription(matrix, matrix, matrix, isFullRange);
        var picture = Flat(Coded(red, green, blue, matrix, isFullRange));
        new JfifColor(color).Convert(picture);

        var (luma, blueDifference, redDifference) = Coded(red, green, blue, 6, isFullRange: true);
        Assert.InRange(picture.Luma[5], luma - 2, luma + 2);
        Assert.InRange(picture.Blue[3], blueDifference - 2, blueDifference + 2);
        Assert.InRange(picture.Red[3], redDifference - 2, redDifference + 2);
    }

    [Fact]
    public void What_JPEG_codes_already_is_left_alone() => Assert.True(new JfifColor(FullRange601).IsIdentity);

    [Fact]
    public void A_picture_comes_back_from_its_JPEG()
    {
        var source = new I420Buffer(64, 48);
        for (var i = 0; i < source.Luma.Length; i++)
            source.Luma[i] = (byte)(i % 64 * 4);
        source.Blue.Fill(100);
        source.Red.Fill(160);

        var jpeg = new CapturedPicture(source.AsPicture(7), FullRange601).ToJpeg(95);

        Assert.Equal([0xFF, 0xD8], jpeg[..2]);
        Assert.Equal([0xFF, 0xD9], jpeg[^2..]);
        using var decoder = new JpegPictureDecoder(64, 48);
        Assert.True(decoder.TryDecode(jpeg, out var decoded));
        for (var i = 0; i < source.Luma.Length; i++)
            Assert.InRange(decoded.Luma[i], source.Luma[i] - 8, source.Luma[i] + 8);
        Assert.InRange(decoded.Blue[0], 96, 104);
        Assert.InRange(decoded.Red[0], 156, 164);
    }

    [Fact]
    public void A_lower_quality_is_smaller()
    {
        var noise = new I420Buffer(64, 64);
        new Random(1).NextBytes(noise.Samples);
        var picture = new CapturedPicture(noise.AsPicture(0), FullRange601);
        Assert.True(picture.ToJpeg(30).Length < picture.ToJpeg(90).Length / 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_beyond_its_range_is_refused(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CapturedPicture(new I420Buffer(16, 16).AsPicture(0), FullRange601).ToJpeg(quality));

    private static (int Luma, int Blue, int Red) Coded(int red, int green, int blue, int matrix, bool isFullRange)
    {
        var (kr, kb) = matrix switch
        {
            1 => (0.2126, 0.0722),
            9 => (0.2627, 0.0593),
            _ => (0.299, 0.114),
        };
        var luma = ((kr * red) + ((1 - kr - kb) * green) + (kb * blue)) / 255;
        var blueDifference = ((blue / 255.0) - luma) / (2 * (1 - kb));
        var redDifference = ((red / 255.0) - luma) / (2 * (1 - kr));
        return isFullRange
            ? (Round(luma * 255), Round(128 + (blueDifference * 255)), Round(128 + (redDifference * 255)))
            : (Round(16 + (luma * 219)), Round(128 + (blueDifference * 224)), Round(128 + (redDifference * 224)));

        static int Round(double value) => Math.Clamp((int)Math.Round(value), 0, 255);
    }

    private static I420Buffer Flat((int Luma, int Blue, int Red) color)
    {
        var picture = new I420Buffer(16, 16);
        picture.Luma.Fill((byte)color.Luma);
        picture.Blue.Fill((byte)color.Blue);
        picture.Red.Fill((byte)color.Red);
        return picture;
    }
}
