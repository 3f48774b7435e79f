using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Video4Linux.Formats;

/// <summary>How samples mean colours (V4L2, "Colorspaces"): V4L2_COLORSPACE_*, V4L2_YCBCR_ENC_*, V4L2_QUANTIZATION_*, V4L2_XFER_FUNC_*. Zero is the
/// colorspace's own.</summary>
public readonly record struct Colorimetry(uint Colorspace, uint YCbCrEncoding, uint Quantization, uint Transfer)
{
    private const uint Smpte170M = 1;
    private const uint Smpte240M = 2;
    private const uint Rec709 = 3;
    private const uint System470M = 5;
    private const uint System470BG = 6;
    private const uint Jpeg = 7;
    private const uint Srgb = 8;
    private const uint OpRgb = 9;
    private const uint Bt2020 = 10;
    private const uint DciP3 = 12;
    private const uint FullRange = 1;

    /// <summary>What a raw stream of these colours is called, for an encoder that has to repeat it.</summary>
    public static Colorimetry From(ColorDescription color) => new(
        color.Primaries switch { 1 => Rec709, 5 => System470BG, 9 => Bt2020, _ => Smpte170M },
        color.Matrix switch { 1 => 2u, 9 => 6u, 7 => 8u, _ => 1u },
        color.IsFullRange ? 1u : 2u,
        color.Transfer switch { 13 => 2u, 7 => 4u, 8 => 5u, 16 => 7u, _ => 1u });

    /// <summary>The same as code points of ITU-T H.273; what is not known is taken for what cameras mostly give.</summary>
    public ColorDescription ToColorDescription() => new(Primaries, TransferCharacteristics, Matrix, IsFullRange);

    private byte Primaries => Colorspace switch
    {
        Rec709 or Jpeg or Srgb => 1,
        System470M => 4,
        System470BG => 5,
        Smpte240M => 7,
        Bt2020 => 9,
        DciP3 => 11,
        OpRgb => 2,
        _ => 6,
    };

    private byte TransferCharacteristics => Transfer switch
    {
        1 => 1,
        2 => 13,
        4 => 7,
        5 => 8,
        7 => 16,
        // V4L2_MAP_XFER_FUNC_DEFAULT.
        _ => Colorspace switch { Jpeg or Srgb => 13, Smpte240M => 7, Smpte170M or 0 => 6, _ => 1 },
    };

    private byte Matrix => YCbCrEncoding switch
    {
        1 or 3 => 6,
        2 or 4 => 1,
        6 => 9,
        7 => 10,
        8 => 7,
        // V4L2_MAP_YCBCR_ENC_DEFAULT.
        _ => Colorspace switch { Rec709 or DciP3 => 1, Bt2020 => 9, Smpte240M => 7, _ => 6 },
    };

    /// <summary>V4L2_MAP_QUANTIZATION_DEFAULT for Y'CbCr.</summary>
    private bool IsFullRange => Quantization == FullRange || (Quantization == 0 && Colorspace == Jpeg);
}
