using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Jpeg;

/// <summary>Colour planes of any subsampling to half the width and height.</summary>
internal static class JpegChroma
{
    /// <summary>The code of no colour.</summary>
    private const byte Neutral = 128;

    public static void Reduce(ReadOnlySpan<byte> plane, JpegSubsampling subsampling, Span<byte> target, int width, int height)
    {
        switch (subsampling)
        {
            case JpegSubsampling.Yuv420:
                plane[..(width * height)].CopyTo(target);
                break;
            case JpegSubsampling.Yuv422:
                for (var y = 0; y < height; y++)
                    PictureConversion.MeanOfRows(plane.Slice(2 * y * width, width), plane.Slice(((2 * y) + 1) * width, width), target.Slice(y * width, width));
                break;
            case JpegSubsampling.Yuv444:
                for (var y = 0; y < height; y++)
                    MeanOfSquares(plane.Slice(4 * y * width, 2 * width), plane.Slice(((4 * y) + 2) * width, 2 * width), target.Slice(y * width, width));
                break;
            default:
                target[..(width * height)].Fill(Neutral);
                break;
        }
    }

    private static void MeanOfSquares(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> target)
    {
        for (var x = 0; x < target.Length; x++)
            target[x] = (byte)((upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1] + 2) >> 2);
    }
}
