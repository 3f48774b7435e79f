using System.Globalization;

namespace CamAgent.Hardware.H264;

/// <summary>The three bytes after an SPS's header: what SDP calls profile-level-id (RFC 6184 §8.1).</summary>
/// <param name="ProfileIdc">66 Baseline, 77 Main, 100 High.</param>
/// <param name="ConstraintFlags">constraint_set0_flag is the most significant bit.</param>
/// <param name="LevelIdc">Ten times the level, so 31 is level 3.1.</param>
public readonly record struct ProfileLevelId(byte ProfileIdc, byte ConstraintFlags, byte LevelIdc)
{
    /// <summary>What every browser decodes: Baseline with constraint_set1 (ITU-T H.264 §A.2.1.1), or its equals by RFC 6184 table 5.</summary>
    public bool IsConstrainedBaseline => ProfileIdc switch
    {
        66 => (ConstraintFlags & 0x40) != 0,
        77 => (ConstraintFlags & 0x80) != 0,
        88 => (ConstraintFlags & 0xC0) == 0xC0,
        _ => false,
    };

    /// <summary>The profile's name, for people.</summary>
    public string ProfileName => ProfileIdc switch
    {
        _ when IsConstrainedBaseline => "Constrained Baseline",
        66 => "Baseline",
        77 => "Main",
        88 => "Extended",
        100 => (ConstraintFlags & 0x0C) == 0x0C ? "Constrained High" : "High",
        110 => "High 10",
        122 => "High 4:2:2",
        244 => "High 4:4:4 Predictive",
        _ => string.Create(CultureInfo.InvariantCulture, $"profile {ProfileIdc}"),
    };

    /// <summary>As SDP writes it: six hexadecimal digits, <c>42e01f</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProfileIdc:x2}{ConstraintFlags:x2}{LevelIdc:x2}");
}
