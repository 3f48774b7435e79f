namespace CamAgent.Hardware.H264;

/// <summary>The levels of ITU-T H.264 table A-1 that an encoder here may need.</summary>
public static class Level
{
    private static readonly (byte LevelIdc, int MacroblocksPerSecond, int MacroblocksPerFrame, int BitsPerSecond)[] Limits =
    [
        (31, 108_000, 3_600, 14_000_000),
        (32, 216_000, 5_120, 20_000_000),
        (40, 245_760, 8_192, 20_000_000),
        (41, 245_760, 8_192, 50_000_000),
        (42, 522_240, 8_704, 50_000_000),
        (50, 589_824, 22_080, 135_000_000),
        (51, 983_040, 36_864, 240_000_000),
        (52, 2_073_600, 36_864, 240_000_000),
    ];

    /// <summary>level_idc of the lowest level, from 3.1 on, that holds such a stream; null if none does.</summary>
    /// <remarks>Not below 3.1: browsers offer 42e01f, and a lower level in the answer could forbid a larger picture after a change of
    /// configuration.</remarks>
    public static byte? For(int width, int height, int frameRate, int bitsPerSecond)
    {
        var perFrame = (width + 15) / 16 * ((height + 15) / 16);
        foreach (var row in Limits)
        {
            if (perFrame <= row.MacroblocksPerFrame && (long)perFrame * frameRate <= row.MacroblocksPerSecond
                && bitsPerSecond <= row.BitsPerSecond)
                return row.LevelIdc;
        }

        return null;
    }
}
