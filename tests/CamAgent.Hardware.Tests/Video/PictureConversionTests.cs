using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Tests.Video;

/// <summary>Every layout against a conversion that takes one sample at a time.</summary>
public sealed class PictureConversionTests
{
    [Theory]
    [InlineData(PictureLayout.I420)]
    [InlineData(PictureLayout.Nv12)]
    [InlineData(PictureLayout.Nv21)]
    [InlineData(PictureLayout.Yuyv)]
    [InlineData(PictureLayout.Uyvy)]
    public void A_picture_of_any_size_and_stride_becomes_the_same_in_I420(PictureLayout layout)
    {
        var random = new Random(20);
        for (var round = 0; round < 60; round++)
        {
            var (width, height, padding) = (2 * random.Next(1, 60), 2 * random.Next(1, 20), random.Next(20));
            var samples = new byte[(2 * width + padding) * height * 2];
            random.NextBytes(samples);
            var picture = Picture(layout, samples, width, height, padding);
            var converted = new I420Buffer(width, height);

            PictureConversion.ToI420(picture, converted);

            Check(picture, converted, $"round {round}: {width}x{height}+{padding}");
        }
    }

    [Fact]
    public void A_buffer_of_another_size_is_refused() =>
        Assert.Throws<ArgumentException>(() => PictureConversion.ToI420(Picture(PictureLayout.Nv12, new byte[4096], 16, 16, 0), new(16, 18)));

    private static RawPicture Picture(PictureLayout layout, byte[] samples, int width, int height, int padding)
    {
        var stride = width + padding;
        return layout switch
        {
            PictureLayout.I420 => new(width, height, samples, stride, samples.AsSpan(stride * height), samples.AsSpan(stride * height * 3 / 2), (width / 2) + padding, 9),
            PictureLayout.Nv12 or PictureLayout.Nv21 => RawPicture.SemiPlanar(layout, width, height, samples, stride, samples.AsSpan(stride * height), stride, 9),
            _ => RawPicture.PackedSamples(layout, width, height, samples, (2 * width) + padding, 9),
        };
    }

    private static void Check(RawPicture picture, I420Buffer converted, string what)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
                Assert.True(Luma(picture, x, y) == converted.Luma[(y * picture.Width) + x], $"{what}: luma at {x}, {y}");
        }

        for (var y = 0; y < picture.Height / 2; y++)
        {
            for (var x = 0; x < picture.Width / 2; x++)
            {
                var at = (y * picture.Width / 2) + x;
                Assert.True(Chroma(picture, x, y, red: false) == converted.Blue[at], $"{what}: blue at {x}, {y}");
                Assert.True(Chroma(picture, x, y, red: true) == converted.Red[at], $"{what}: red at {x}, {y}");
            }
        }
    }

    private static byte Luma(RawPicture picture, int x, int y) => picture.Layout switch
    {
        PictureLayout.Yuyv => picture.Packed[(y * picture.LumaStride) + (2 * x)],
        PictureLayout.Uyvy => picture.Packed[(y * picture.LumaStride) + (2 * x) + 1],
        _ => picture.Luma[(y * picture.LumaStride) + x],
    };

    private static byte Chroma(RawPicture picture, int x, int y, bool red)
    {
        switch (picture.Layout)
        {
            case PictureLayout.I420:
                return (red ? picture.Red : picture.Blue)[(y * picture.ChromaStride) + x];
            case PictureLayout.Nv12:
                return picture.Chroma[(y * picture.ChromaStride) + (2 * x) + (red ? 1 : 0)];
            case PictureLayout.Nv21:
                return picture.Chroma[(y * picture.ChromaStride) + (2 * x) + (red ? 0 : 1)];
            default:
                var offset = (4 * x) + (red ? 2 : 0) + (picture.Layout == PictureLayout.Yuyv ? 1 : 0);
                var (upper, lower) = (picture.Packed[(2 * y * picture.LumaStride) + offset], picture.Packed[(((2 * y) + 1) * picture.LumaStride) + offset]);
                return (byte)Math.Ceiling((upper + lower) / 2.0);
        }
    }
}
