using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Rtp;

/// <summary>NAL units with the right types and any content, which is all that transport looks at.</summary>
internal static class H264Samples
{
    internal static readonly byte[] Sps = [0x67, 0x42, 0xE0, 0x1F, 0xDA, 0x01, 0x40, 0x16, 0xE8];
    internal static readonly byte[] Pps = [0x68, 0xCE, 0x06, 0xE2];
    internal static readonly byte[] Sei = [0x06, 0x05, 0x01, 0x02, 0x80];
    internal static readonly byte[] Delimiter = [0x09, 0xF0];

    /// <summary>A NAL unit of this size; without zeros, so that nothing in it looks like a start code.</summary>
    internal static byte[] Unit(byte header, int size, int seed)
    {
        var random = new Random(seed);
        var unit = new byte[size];
        for (var i = 1; i < size; i++)
            unit[i] = (byte)random.Next(1, 256);
        unit[0] = header;
        return unit;
    }

    internal static byte[] Idr(int size, int seed = 1) => Unit(0x65, size, seed);

    internal static byte[] Slice(int size, int seed = 1) => Unit(0x41, size, seed);

    internal static byte[] KeyFrame(int size, int seed = 1) => AnnexB(Sps, Pps, Idr(size, seed));

    internal static byte[] DeltaFrame(int size, int seed = 1) => AnnexB(Slice(size, seed));

    internal static byte[] AnnexB(params byte[][] units)
    {
        var bytes = new List<byte>();
        foreach (var unit in units)
        {
            bytes.AddRange([0, 0, 0, 1]);
            bytes.AddRange(unit);
        }

        return [.. bytes];
    }

    internal static List<byte[]> UnitsOf(ReadOnlySpan<byte> annexB)
    {
        var units = new List<byte[]>();
        var reader = new AnnexBReader(annexB);
        while (reader.TryRead(out var unit))
            units.Add(unit.ToArray());
        return units;
    }

    internal static List<byte[]> PayloadsOf(H264Packetizer packetizer, byte[] annexB)
    {
        var list = new PayloadList();
        packetizer.Packetize(annexB, list);
        var payloads = new List<byte[]>();
        for (var i = 0; i < list.Count; i++)
            payloads.Add(list[i].ToArray());
        list.Clear();
        return payloads;
    }
}
