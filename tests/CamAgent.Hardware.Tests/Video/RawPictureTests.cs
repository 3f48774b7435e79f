using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Tests.Video;

public sealed class RawPictureTests
{
    [Theory]
    [InlineData(16, 16, 16, 8, 256, 64, true)]
    [InlineData(16, 16, 20, 10, (15 * 20) + 16, (7 * 10) + 8, true)]
    [InlineData(16, 16, 16, 8, 255, 64, false)]
    [InlineData(16, 16, 16, 8, 256, 63, false)]
    [InlineData(16, 16, 15, 8, 256, 64, false)]
    [InlineData(16, 16, 16, 7, 256, 64, false)]
    [InlineData(15, 16, 16, 8, 256, 64, false)]
    [InlineData(0, 0, 16, 8, 256, 64, false)]
    public void Planes_that_do_not_hold_the_picture_are_refused(
        int width, int height, int lumaStride, int chromaStride, int lumaLength, int chromaLength, bool isRight)
    {
        var create = () =>
        {
            _ = new RawPicture(width, height, new byte[lumaLength], lumaStride, new byte[chromaLength], new byte[chromaLength], chromaStride, 0);
        };
        if (isRight)
            create();
        else
            Assert.Throws<ArgumentException>(create);
    }

    [Theory]
    [InlineData(PictureLayout.Nv12, 16, 16, 256, 128, true)]
    [InlineData(PictureLayout.Nv12, 16, 16, 256, 127, false)]
    [InlineData(PictureLayout.Nv21, 16, 20, (15 * 20) + 16, (7 * 20) + 16, true)]
    [InlineData(PictureLayout.Nv21, 16, 15, 256, 256, false)]
    [InlineData(PictureLayout.Yuyv, 16, 16, 256, 256, false)]
    [InlineData(PictureLayout.I420, 16, 16, 256, 256, false)]
    public void Two_planes_that_do_not_hold_the_picture_are_refused(
        PictureLayout layout, int width, int stride, int lumaLength, int chromaLength, bool isRight) =>
        Check(isRight, () => _ = RawPicture.SemiPlanar(layout, width, 16, new byte[lumaLength], stride, new byte[chromaLength], stride, 0));

    [Theory]
    [InlineData(PictureLayout.Yuyv, 32, 512, true)]
    [InlineData(PictureLayout.Uyvy, 40, (15 * 40) + 32, true)]
    [InlineData(PictureLayout.Uyvy, 40, (15 * 40) + 31, false)]
    [InlineData(PictureLayout.Yuyv, 31, 512, false)]
    [InlineData(PictureLayout.Nv12, 32, 512, false)]
    public void One_plane_that_does_not_hold_the_picture_is_refused(PictureLayout layout, int stride, int length, bool isRight) =>
        Check(isRight, () => _ = RawPicture.PackedSamples(layout, 16, 16, new byte[length], stride, 0));

    private static void Check(bool isRight, Action create)
    {
        if (isRight)
            create();
        else
            Assert.Throws<ArgumentException>(create);
    }
}
