namespace CamAgent.WebRtc.Stun;

/// <summary>The CRC of ITU V.42 that FINGERPRINT is made from (RFC 8489 §14.7): reflected polynomial 0xEDB88320.</summary>
internal static class Crc32
{
    // Sixteen entries, four bits at a time: the messages are about a hundred bytes, and a small table stays in the cache.
    private static readonly uint[] Nibbles = MakeTable();

    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in data)
        {
            crc ^= value;
            crc = (crc >> 4) ^ Nibbles[crc & 0xF];
            crc = (crc >> 4) ^ Nibbles[crc & 0xF];
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[16];
        for (var i = 0u; i < table.Length; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 4; bit++)
                entry = (entry & 1) != 0 ? (entry >> 1) ^ 0xEDB88320 : entry >> 1;
            table[i] = entry;
        }

        return table;
    }
}
