using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Tests;

/// <summary>NAL units that are right where sources look (headers, parameter sets, first slice elements) and noise behind.</summary>
internal static class SyntheticStream
{
    /// <summary>OpenH264's, 1280×720, constrained baseline, level 3.1.</summary>
    public static readonly byte[] SequenceSet = Convert.FromHexString("6742C01F8C8D402802DD3501010107844235");

    public static readonly byte[] PictureSet = Convert.FromHexString("68CE3C80");

    public static readonly byte[] Delimiter = [0x09, 0xF0];

    public static byte[] Slice(bool idr, int length, uint firstMacroblock = 0, uint sliceType = 5, int seed = 0)
    {
        var writer = new BitWriter().Unsigned(firstMacroblock).Unsigned(sliceType);
        var random = new Random(seed);
        for (var i = 0; i < length; i++)
            writer.Bits((uint)random.Next(256), 8);
        return writer.ToNalUnit(idr ? (byte)0x65 : (byte)0x41);
    }

    /// <summary>NAL units behind four-byte start codes.</summary>
    public static byte[] Unit(params byte[][] nalUnits) => [.. nalUnits.SelectMany(nalUnit => (byte[])[0, 0, 0, 1, .. nalUnit])];

    public static byte[] KeyUnit(int length = 200, int seed = 0) => Unit(SequenceSet, PictureSet, Slice(idr: true, length, seed: seed));

    public static byte[] DeltaUnit(int length = 50, int seed = 0) => Unit(Slice(idr: false, length, seed: seed));

    public static List<NalUnitType> Types(ReadOnlySpan<byte> unit)
    {
        var types = new List<NalUnitType>();
        var reader = new AnnexBReader(unit);
        while (reader.TryReadNext())
            types.Add(reader.Type);
        return types;
    }
}
