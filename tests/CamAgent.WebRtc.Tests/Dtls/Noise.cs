using System.Buffers.Binary;

namespace CamAgent.WebRtc.Tests.Dtls;

/// <summary>Datagrams that nobody with the keys sent: random bytes, and records of every kind with a valid header.</summary>
internal sealed class Noise(int seed)
{
    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var body = new byte[_random.Next(1, 200)];
        _random.NextBytes(body);
        return _random.Next(7) switch
        {
            0 => body,
            1 => Record(21, epoch: 0, [2, (byte)_random.Next(120)]),
            2 => Record(20, epoch: 0, [1]),
            3 => Record(23, epoch: 0, body),
            4 => Record(22, epoch: 0, Contradiction(body)),
            5 => Record((byte)_random.Next(20, 24), epoch: 1, body),
            _ => [.. Record((byte)_random.Next(256), (ushort)_random.Next(3), body), .. body],
        };
    }

    private byte[] Record(byte type, ushort epoch, byte[] content)
    {
        var record = new byte[13 + content.Length];
        record[0] = type;
        record[1] = 0xFE;
        record[2] = 0xFD;
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(3), epoch);
        // Numbers in use and about to be used, so that the replay window does not drop them.
        record[10] = (byte)_random.Next(1, 60);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(11), (ushort)content.Length);
        content.CopyTo(record, 13);
        return record;
    }

    // A fragment that says it reaches beyond its message.
    private static byte[] Contradiction(byte[] body)
    {
        var content = new byte[12 + body.Length];
        content[0] = 11;
        content[3] = 1;
        content[8] = 9;
        content[11] = (byte)Math.Min(body.Length, 255);
        body.CopyTo(content, 12);
        return content;
    }
}
