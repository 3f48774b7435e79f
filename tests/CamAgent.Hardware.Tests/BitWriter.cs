namespace CamAgent.Hardware.Tests;

/// <summary>Writes what a NAL unit's payload holds, with emulation prevention (ITU-T H.264 §7.3.1).</summary>
internal sealed class BitWriter
{
    private readonly List<bool> _bits = [];

    public BitWriter Bits(uint value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
            _bits.Add(((value >> i) & 1) != 0);
        return this;
    }

    public BitWriter Flag(bool value) => Bits(value ? 1u : 0, 1);

    public BitWriter Unsigned(uint value)
    {
        var length = 63 - (int)ulong.LeadingZeroCount((ulong)value + 1);
        for (var i = 0; i < length; i++)
            _bits.Add(false);
        for (var i = length; i >= 0; i--)
            _bits.Add(((((ulong)value + 1) >> i) & 1) != 0);
        return this;
    }

    public BitWriter Signed(int value) => Unsigned(value > 0 ? (2 * (uint)value) - 1 : 2 * (uint)-value);

    /// <summary>The NAL unit: header byte, payload, stop bit.</summary>
    public byte[] ToNalUnit(params byte[] head)
    {
        var bits = new List<bool>(_bits) { true };
        while (bits.Count % 8 != 0)
            bits.Add(false);
        var nalUnit = new List<byte>(head);
        var zeros = 0;
        for (var i = 0; i < bits.Count; i += 8)
        {
            var value = 0;
            for (var bit = 0; bit < 8; bit++)
                value = (value << 1) | (bits[i + bit] ? 1 : 0);
            if (zeros >= 2 && value <= 3)
            {
                nalUnit.Add(3);
                zeros = 0;
            }

            nalUnit.Add((byte)value);
            zeros = value == 0 ? zeros + 1 : 0;
        }

        return [.. nalUnit];
    }
}
