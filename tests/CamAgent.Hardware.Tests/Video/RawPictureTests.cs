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
}
