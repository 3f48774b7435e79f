using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Jpeg;

/// <summary>
/// Colours as a camera gives them to colours as a JPEG file has them: ITU-R BT.601 over the full range (ITU-T T.871 §7). Without it, high definition
/// pictures come out greyish and with a tint.
/// </summary>
internal sealed class JfifColor
{
    private const int Bits = 14;
    private const int Half = 1 << (Bits - 1);

    // What ITU-T T.871 asks for.
    private const double JfifRed = 0.299;
    private const double JfifBlue = 0.114;

    private readonly int _luma;
    private readonly int _black;
    private readonly int _lumaFromBlue;
    private readonly int _lumaFromRed;
    private readonly int _blueFromBlue;
    private readonly int _blueFromRed;
    private readonly int _redFromBlue;
    private readonly int _redFromRed;

    public JfifColor(ColorDescription color)
    {
        // ITU-T H.273, table 4: how much of red and blue is in luma. What is not said is taken for BT.601, as decoders do.
        var (red, blue) = color.Matrix switch
        {
            1 => (0.2126, 0.0722),
            9 or 10 => (0.2627, 0.0593),
            _ => (JfifRed, JfifBlue),
        };
        // 16…235 and 16…240 become 0…255.
        var lumaScale = color.IsFullRange ? 1 : 255.0 / 219;
        var chromaScale = color.IsFullRange ? 1 : 255.0 / 224;
        var green = 1 - red - blue;
        // R = Y + rr·Cr, B = Y + bb·Cb, G = Y − gb·Cb − gr·Cr; and back with the weights of BT.601.
        var (rr, bb) = (2 * (1 - red), 2 * (1 - blue));
        var (gb, gr) = (blue * bb / green, red * rr / green);
        var jfifGreen = 1 - JfifRed - JfifBlue;
        var lumaFromBlue = (JfifBlue * bb) - (jfifGreen * gb);
        var lumaFromRed = (JfifRed * rr) - (jfifGreen * gr);
        _luma = Fixed(lumaScale);
        _black = color.IsFullRange ? 0 : 16;
        _lumaFromBlue = Fixed(lumaFromBlue * chromaScale);
        _lumaFromRed = Fixed(lumaFromRed * chromaScale);
        _blueFromBlue = Fixed((bb - lumaFromBlue) / (2 * (1 - JfifBlue)) * chromaScale);
        _blueFromRed = Fixed(-lumaFromRed / (2 * (1 - JfifBlue)) * chromaScale);
        _redFromRed = Fixed((rr - lumaFromRed) / (2 * (1 - JfifRed)) * chromaScale);
        _redFromBlue = Fixed(-lumaFromBlue / (2 * (1 - JfifRed)) * chromaScale);
        IsIdentity = color.IsFullRange && red == JfifRed;
    }

    /// <summary>There is nothing to do.</summary>
    public bool IsIdentity { get; }

    /// <summary>Converts a picture where it lies.</summary>
    public void Convert(I420Buffer picture)
    {
        if (IsIdentity)
            return;
        for (var y = 0; y < picture.Height / 2; y++)
        {
            var upper = picture.Luma.Slice(2 * y * picture.Width, picture.Width);
            var lower = picture.Luma.Slice(((2 * y) + 1) * picture.Width, picture.Width);
            var blues = picture.Blue.Slice(y * picture.ChromaWidth, picture.ChromaWidth);
            var reds = picture.Red.Slice(y * picture.ChromaWidth, picture.ChromaWidth);
            for (var x = 0; x < blues.Length; x++)
            {
                var (blue, red) = (blues[x] - 128, reds[x] - 128);
                var shift = (blue * _lumaFromBlue) + (red * _lumaFromRed) + Half;
                upper[2 * x] = Luma(upper[2 * x], shift);
                upper[(2 * x) + 1] = Luma(upper[(2 * x) + 1], shift);
                lower[2 * x] = Luma(lower[2 * x], shift);
                lower[(2 * x) + 1] = Luma(lower[(2 * x) + 1], shift);
                blues[x] = Sample(128 + (((blue * _blueFromBlue) + (red * _blueFromRed) + Half) >> Bits));
                reds[x] = Sample(128 + (((blue * _redFromBlue) + (red * _redFromRed) + Half) >> Bits));
            }
        }
    }

    private byte Luma(byte luma, int shift) => Sample((((luma - _black) * _luma) + shift) >> Bits);

    private static byte Sample(int value) => (byte)Math.Clamp(value, 0, 255);

    private static int Fixed(double factor) => (int)Math.Round(factor * (1 << Bits));
}
