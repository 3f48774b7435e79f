using System.Globalization;

namespace CamAgent.WebRtc.Sdp;

/// <summary>The <c>profile-level-id</c> of RFC 6184 §8.1: profile_idc, the constraint flags, level_idc; as the stream's SPS has them.</summary>
public readonly record struct H264ProfileLevelId(byte ProfileIdc, byte Constraints, byte LevelIdc)
{
    /// <summary>42e01f: constrained baseline, level 3.1, which is 1280x720 at 30 pictures a second. What every browser decodes.</summary>
    public static readonly H264ProfileLevelId ConstrainedBaseline31 = new(0x42, 0xE0, 31);

    /// <summary>RFC 6184 §8.1: a format that says nothing is baseline of level 1.</summary>
    public static readonly H264ProfileLevelId Default = new(0x42, 0, 10);

    private const byte Set0 = 0x80;
    private const byte Set1 = 0x40;

    private enum Profile
    {
        Other,
        ConstrainedBaseline,
        Baseline,
    }

    /// <summary>Six hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out H264ProfileLevelId id)
    {
        id = default;
        if (text.Length != 6 || !uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        id = new H264ProfileLevelId((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;
    }

    /// <summary>Both name the same profile, maybe in different ways (RFC 6184 table 5).</summary>
    public bool HasSameProfile(H264ProfileLevelId other) =>
        Classify() == Profile.Other ? ProfileIdc == other.ProfileIdc && Constraints == other.Constraints : Classify() == other.Classify();

    /// <summary>
    /// This is a constrained baseline stream and the other a baseline decoder, which decodes it: the one is a subset of the other (H.264 §A.2.1.1).
    /// </summary>
    public bool IsSubsetOfBaseline(H264ProfileLevelId other) =>
        Classify() == Profile.ConstrainedBaseline && other.Classify() == Profile.Baseline;

    public override string ToString() => $"{ProfileIdc:x2}{Constraints:x2}{LevelIdc:x2}";

    // RFC 6184 table 5: CB is 42 x1xx0000, 4D 1xxx0000 or 58 11xx0000; B is 42 x0xx0000 or 58 10xx0000.
    private Profile Classify()
    {
        if ((Constraints & 0x0F) != 0)
            return Profile.Other;
        return ProfileIdc switch
        {
            0x42 => (Constraints & Set1) != 0 ? Profile.ConstrainedBaseline : Profile.Baseline,
            0x4D when (Constraints & Set0) != 0 => Profile.ConstrainedBaseline,
            0x58 when (Constraints & (Set0 | Set1)) == (Set0 | Set1) => Profile.ConstrainedBaseline,
            0x58 when (Constraints & Set0) != 0 => Profile.Baseline,
            _ => Profile.Other,
        };
    }
}
