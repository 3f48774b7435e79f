namespace CamAgent.Hardware.Video.TestPicture;

/// <summary>The clock that machines read in the test picture: a row of 48 squares of 16×16 pixels from the top-left corner, black 0 and white 1,
/// most significant first: 40 bits of the UNIX time in milliseconds, then the CRC-8 of those five bytes.</summary>
public static class TestPictureClock
{
    public const int Squares = 48;

    /// <summary>Side of a square, in pixels of the source picture.</summary>
    public const int SquareSize = 16;

    /// <summary>The row's width, and so the least width of a picture that can hold it.</summary>
    public const int Width = Squares * SquareSize;

    private const byte Black = 16;
    private const byte White = 235;
    private const long Period = 1L << 40;

    /// <summary>Black and white must lie this far apart, or there is no clock in the picture. (An even area would read as zero with a right
    /// CRC.)</summary>
    private const int LeastContrast = 64;

    /// <summary>Draws the clock into the upper left corner of a luma plane.</summary>
    public static void Draw(Span<byte> luma, int stride, DateTimeOffset time)
    {
        var code = Encode(time.ToUnixTimeMilliseconds());
        var row = luma[..Width];
        for (var square = 0; square < Squares; square++)
            row.Slice(square * SquareSize, SquareSize).Fill(((code >> (Squares - 1 - square)) & 1) != 0 ? White : Black);
        for (var y = 1; y < SquareSize; y++)
            row.CopyTo(luma.Slice(y * stride, Width));
    }

    /// <summary>Reads the clock from a luma plane that shows the picture from its upper left corner.</summary>
    /// <param name="scale">Size of the shown picture over the source picture's: 0.5 after halving.</param>
    /// <param name="clock">UNIX time in milliseconds modulo 2^40: see <see cref="DelayUntil"/>.</param>
    /// <returns>False where there is no clock, or the CRC is wrong.</returns>
    public static bool TryRead(ReadOnlySpan<byte> luma, int stride, double scale, out long clock)
    {
        clock = 0;
        Span<int> brightness = stackalloc int[Squares];
        int darkest = 255, brightest = 0;
        for (var square = 0; square < Squares; square++)
        {
            if (!TryMeasure(luma, stride, scale, square, out var mean))
                return false;
            brightness[square] = mean;
            darkest = Math.Min(darkest, mean);
            brightest = Math.Max(brightest, mean);
        }

        if (brightest - darkest < LeastContrast)
            return false;
        var threshold = (darkest + brightest) / 2;
        long code = 0;
        foreach (var mean in brightness)
            code = (code << 1) | (mean > threshold ? 1L : 0);
        clock = code >> 8;
        return Encode(clock) == code;
    }

    /// <summary>Time from the clock's reading until <paramref name="now"/>; negative if the clock is ahead.</summary>
    public static TimeSpan DelayUntil(DateTimeOffset now, long clock)
    {
        var difference = (now.ToUnixTimeMilliseconds() - clock) & (Period - 1);
        return TimeSpan.FromMilliseconds(difference >= Period / 2 ? difference - Period : difference);
    }

    internal static long Encode(long unixMilliseconds)
    {
        var time = unixMilliseconds & (Period - 1);
        return (time << 8) | Crc8(time);
    }

    /// <summary>Polynomial x⁸+x²+x+1 (0x07), initially zero, not reflected, over five bytes with the most significant first.</summary>
    private static byte Crc8(long time)
    {
        var crc = 0;
        for (var shift = 32; shift >= 0; shift -= 8)
        {
            crc ^= (byte)(time >> shift);
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x80) != 0 ? (crc << 1) ^ 0x107 : crc << 1;
        }

        return (byte)crc;
    }

    /// <summary>The mean of a square's inner quarter: what lies further out mixes with the neighbours by scaling and coding.</summary>
    private static bool TryMeasure(ReadOnlySpan<byte> luma, int stride, double scale, int square, out int mean)
    {
        mean = 0;
        var side = SquareSize * scale;
        if (side is not (>= 2 and <= 1024) || stride <= 0)
            return false;
        var left = (int)((square * side) + (side / 4));
        var right = Math.Max(left + 1, (int)((square * side) + (side * 3 / 4)));
        var top = (int)(side / 4);
        var bottom = Math.Max(top + 1, (int)(side * 3 / 4));
        if (right > stride || ((bottom - 1L) * stride) + right > luma.Length)
            return false;

        var sum = 0;
        for (var y = top; y < bottom; y++)
        {
            foreach (var sample in luma.Slice((y * stride) + left, right - left))
                sum += sample;
        }

        mean = sum / ((right - left) * (bottom - top));
        return true;
    }
}
