using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Tests.Video;

public sealed class PictureScalerTests
{
    [Theory]
    [InlineData(1280, 720, 640, 360, 640, 360)]
    [InlineData(1280, 960, 640, 360, 480, 360)]
    [InlineData(720, 1280, 640, 360, 202, 360)]
    [InlineData(1920, 800, 640, 360, 640, 266)]
    [InlineData(320, 240, 640, 360, 320, 240)]
    [InlineData(4096, 16, 640, 360, 640, 2)]
    public void The_size_keeps_the_proportions_is_even_and_never_larger(int width, int height, int within, int withinHeight, int fitWidth, int fitHeight) =>
        Assert.Equal((fitWidth, fitHeight), PictureScaler.Fit(width, height, within, withinHeight));

    [Fact]
    public void Each_sample_is_the_mean_of_those_it_stands_for()
    {
        var buffer = new I420Buffer(64, 8);
        for (var i = 0; i < buffer.Samples.Length; i++)
            buffer.Samples[i] = (byte)((i * 37) + (i / 64));
        var scaled = new PictureScaler(32, 4).Scale(buffer.AsPicture(5));
        for (var y = 0; y < 4; y++)
        {
            for (var x = 0; x < 32; x++)
                Assert.Equal(Mean(buffer.Luma, 64, x, y), scaled.Luma[(y * scaled.LumaStride) + x]);
        }

        for (var x = 0; x < 16; x++)
        {
            Assert.Equal(Mean(buffer.Blue, 32, x, 1), scaled.Blue[scaled.ChromaStride + x]);
            Assert.Equal(Mean(buffer.Red, 32, x, 0), scaled.Red[x]);
        }

        Assert.Equal((32, 4, 5), (scaled.Width, scaled.Height, (int)scaled.CaptureTimestamp));
    }

    [Theory]
    [InlineData(1280, 720, 640, 360)]
    [InlineData(1920, 1080, 640, 360)]
    [InlineData(854, 480, 640, 360)]
    [InlineData(2, 2, 2, 2)]
    [InlineData(98, 4096, 2, 4)]
    public void A_picture_of_one_colour_stays_so(int fromWidth, int fromHeight, int width, int height)
    {
        var buffer = new I420Buffer(fromWidth, fromHeight);
        buffer.Luma.Fill(255);
        buffer.Blue.Fill(90);
        buffer.Red.Fill(7);
        var scaled = new PictureScaler(width, height).Scale(buffer.AsPicture(0));
        Assert.Equal(-1, scaled.Luma.IndexOfAnyExcept((byte)255));
        Assert.Equal(-1, scaled.Blue.IndexOfAnyExcept((byte)90));
        Assert.Equal(-1, scaled.Red.IndexOfAnyExcept((byte)7));
    }

    [Fact]
    public void Padding_beside_the_rows_is_not_looked_at()
    {
        var luma = new byte[40 * 4];
        for (var y = 0; y < 4; y++)
            luma.AsSpan(y * 40, 32).Fill(100);
        var chroma = new byte[24 * 2];
        for (var y = 0; y < 2; y++)
            chroma.AsSpan(y * 24, 16).Fill(50);
        var scaled = new PictureScaler(16, 2).Scale(new RawPicture(32, 4, luma, 40, chroma, chroma, 24, 0));
        Assert.Equal(-1, scaled.Luma.IndexOfAnyExcept((byte)100));
        Assert.Equal(-1, scaled.Blue.IndexOfAnyExcept((byte)50));
    }

    [Fact]
    public void Once_warm_nothing_is_allocated()
    {
        var buffer = new I420Buffer(320, 180);
        var scaler = new PictureScaler(160, 90);
        scaler.Scale(buffer.AsPicture(0));
        var before = GC.GetAllocatedBytesForCurrentThread();
        scaler.Scale(buffer.AsPicture(1));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte Mean(ReadOnlySpan<byte> plane, int stride, int x, int y)
    {
        var at = (2 * y * stride) + (2 * x);
        return (byte)((plane[at] + plane[at + 1] + plane[at + stride] + plane[at + stride + 1] + 2) / 4);
    }
}
