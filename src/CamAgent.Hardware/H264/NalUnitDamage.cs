namespace CamAgent.Hardware.H264;

/// <summary>What no encoder writes into a NAL unit: its presence shows that bytes were lost or changed on the way.</summary>
internal static class NalUnitDamage
{
    /// <remarks>§7.4.1: forbidden_zero_bit is 0, and within a NAL unit 00 00 is followed by 03 or by no less than 04. A 00 00 01 cannot be met: it
    /// begins the next NAL unit for the reader. Most tears leave no trace; those that do are worth a look that costs nothing.</remarks>
    public static bool Shows(ReadOnlySpan<byte> nalUnit) =>
        (nalUnit[0] & 0x80) != 0 || nalUnit.IndexOf([(byte)0, (byte)0, (byte)0]) >= 0 || nalUnit.IndexOf([(byte)0, (byte)0, (byte)2]) >= 0;
}
