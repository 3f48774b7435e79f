namespace CamAgent.Hardware.Video;

/// <summary>How a picture's samples mean colours: code points of ITU-T H.273, as an H.264 VUI carries them (§E.2.1).</summary>
/// <param name="Primaries">colour_primaries.</param>
/// <param name="Transfer">transfer_characteristics.</param>
/// <param name="Matrix">matrix_coefficients.</param>
/// <param name="IsFullRange">Luma 0…255 instead of 16…235.</param>
public readonly record struct ColorDescription(byte Primaries, byte Transfer, byte Matrix, bool IsFullRange)
{
    /// <summary>High definition: ITU-R BT.709, luma 16…235.</summary>
    public static ColorDescription Bt709 => new(1, 1, 1, IsFullRange: false);

    /// <summary>Standard definition: SMPTE 170M (ITU-R BT.601, 525 lines), luma 16…235.</summary>
    public static ColorDescription Bt601 => new(6, 6, 6, IsFullRange: false);
}
