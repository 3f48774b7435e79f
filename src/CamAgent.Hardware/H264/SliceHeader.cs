namespace CamAgent.Hardware.H264;

/// <summary>The first two elements of a slice header (ITU-T H.264 §7.3.3).</summary>
/// <param name="FirstMacroblock">first_mb_in_slice; zero in a picture's first slice, as nothing here uses arbitrary slice order.</param>
/// <param name="SliceType">slice_type modulo 5: 0 P, 1 B, 2 I, 3 SP, 4 SI (table 7-6).</param>
public readonly record struct SliceHeader(uint FirstMacroblock, int SliceType)
{
    public bool IsBidirectional => SliceType == 1;

    /// <summary>Parses the beginning of a coded slice's NAL unit, from its header byte on.</summary>
    public static bool TryParse(ReadOnlySpan<byte> nalUnit, out SliceHeader header)
    {
        header = default;
        if (nalUnit.Length < 2 || (NalUnitType)(nalUnit[0] & 0x1F) is not (NalUnitType.Slice or NalUnitType.DataPartitionA or NalUnitType.IdrSlice))
            return false;
        // Both elements together have at most 63 bits and the prevention bytes among them.
        var reader = new RbspReader(nalUnit[1..Math.Min(nalUnit.Length, 20)]);
        var first = reader.ReadUnsigned();
        var type = reader.ReadUnsigned();
        if (reader.Overrun || type > 9)
            return false;
        header = new(first, (int)(type % 5));
        return true;
    }
}
