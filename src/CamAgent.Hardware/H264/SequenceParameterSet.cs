namespace CamAgent.Hardware.H264;

/// <summary>What a source has to know of an SPS (ITU-T H.264 §7.3.2.1.1); the rest is read over, the VUI not at all.</summary>
/// <param name="Profile">Profile, constraints and level.</param>
/// <param name="Id">seq_parameter_set_id, 0…31.</param>
/// <param name="Width">In pixels, after cropping.</param>
/// <param name="Height">In pixels, after cropping.</param>
/// <param name="ChromaFormat">chroma_format_idc: 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4.</param>
/// <param name="BitDepth">The larger of luma's and chroma's, 8…14.</param>
/// <param name="IsProgressive">frame_mbs_only_flag.</param>
public readonly record struct SequenceParameterSet(
    ProfileLevelId Profile, int Id, int Width, int Height, int ChromaFormat, int BitDepth, bool IsProgressive)
{
    /// <summary>Level 6.2 allows 139 264 macroblocks and a side of √(8 · that) (§A.3.1).</summary>
    private const uint MaximumSideInMacroblocks = 1055;

    /// <summary>Parses a NAL unit that begins with its header byte.</summary>
    /// <returns>False where the bytes are no SPS, end too early or hold values that the standard does not allow.</returns>
    public static bool TryParse(ReadOnlySpan<byte> nalUnit, out SequenceParameterSet parsed)
    {
        parsed = default;
        if (nalUnit.Length < 5 || (NalUnitType)(nalUnit[0] & 0x1F) != NalUnitType.SequenceParameterSet)
            return false;

        var profile = new ProfileLevelId(nalUnit[1], nalUnit[2], nalUnit[3]);
        var reader = new RbspReader(nalUnit[4..]);
        var id = reader.ReadUnsigned();
        uint chromaFormat = 1, lumaDepth = 0, chromaDepth = 0;
        if (HasChromaFormat(profile.ProfileIdc))
        {
            chromaFormat = reader.ReadUnsigned();
            if (chromaFormat == 3)
                reader.ReadFlag();
            lumaDepth = reader.ReadUnsigned();
            chromaDepth = reader.ReadUnsigned();
            reader.ReadFlag();
            if (reader.ReadFlag())
                SkipScalingMatrix(ref reader, chromaFormat);
        }

        reader.ReadUnsigned();
        if (!TrySkipPictureOrderCount(ref reader))
            return false;
        reader.ReadUnsigned();
        reader.ReadFlag();
        var widthInMacroblocks = reader.ReadUnsigned();
        var heightInMapUnits = reader.ReadUnsigned();
        var isProgressive = reader.ReadFlag();
        if (!isProgressive)
            reader.ReadFlag();
        reader.ReadFlag();
        var crop = reader.ReadFlag() ? ReadCrop(ref reader) : default;
        reader.ReadFlag();

        if (reader.Overrun || id > 31 || chromaFormat > 3 || lumaDepth > 6 || chromaDepth > 6
            || widthInMacroblocks >= MaximumSideInMacroblocks || heightInMapUnits >= MaximumSideInMacroblocks)
            return false;

        // Equations 7-13 to 7-22: cropping counts chroma samples, in fields twice as high.
        var unitX = chromaFormat is 1 or 2 ? 2L : 1;
        var unitY = (chromaFormat == 1 ? 2L : 1) * (isProgressive ? 1 : 2);
        var width = (16 * (widthInMacroblocks + 1L)) - (unitX * (crop.Left + (long)crop.Right));
        var height = (16 * (heightInMapUnits + 1L) * (isProgressive ? 1 : 2)) - (unitY * (crop.Top + (long)crop.Bottom));
        if (width <= 0 || height <= 0)
            return false;

        parsed = new(profile, (int)id, (int)width, (int)height, (int)chromaFormat, 8 + (int)Math.Max(lumaDepth, chromaDepth), isProgressive);
        return true;
    }

    private static bool HasChromaFormat(byte profileIdc) =>
        profileIdc is 100 or 110 or 122 or 244 or 44 or 83 or 86 or 118 or 128 or 138 or 139 or 134 or 135;

    private static bool TrySkipPictureOrderCount(ref RbspReader reader)
    {
        switch (reader.ReadUnsigned())
        {
            case 0:
                reader.ReadUnsigned();
                return true;
            case 1:
                reader.ReadFlag();
                reader.ReadSigned();
                reader.ReadSigned();
                var cycle = reader.ReadUnsigned();
                for (var i = 0; i < cycle && i < 256 && !reader.Overrun; i++)
                    reader.ReadSigned();
                return cycle < 256;
            case 2:
                return true;
            default:
                return false;
        }
    }

    private static void SkipScalingMatrix(ref RbspReader reader, uint chromaFormat)
    {
        for (var list = 0; list < (chromaFormat == 3 ? 12 : 8) && !reader.Overrun; list++)
        {
            if (!reader.ReadFlag())
                continue;
            // §7.3.2.1.1.1: a next scale of zero ends the list early.
            var next = 8;
            for (var i = 0; i < (list < 6 ? 16 : 64) && next != 0 && !reader.Overrun; i++)
                next = (next + reader.ReadSigned()) & 0xFF;
        }
    }

    private static (uint Left, uint Right, uint Top, uint Bottom) ReadCrop(ref RbspReader reader) =>
        (reader.ReadUnsigned(), reader.ReadUnsigned(), reader.ReadUnsigned(), reader.ReadUnsigned());
}
