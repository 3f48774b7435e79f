using System.Buffers.Binary;
using System.Text;

namespace CamAgent.EndToEnd.Hostile;

/// <summary>Datagrams that look like what belongs on the port, and are not; from a seed.</summary>
internal sealed class Noise(int seed, string cameraFragment, string viewerFragment)
{
    private const uint MagicCookie = 0x2112A442;
    private readonly Random _random = new(seed);

    internal byte[] Next() => _random.Next(8) switch
    {
        0 => Bytes(_random.Next(0, 1400)),
        1 => BindingRequest(cameraFragment, viewerFragment),
        2 => Mutated(BindingRequest(cameraFragment, viewerFragment)),
        3 => BindingRequest(Convert.ToHexString(Bytes(4)), viewerFragment),
        4 => DtlsHello(),
        5 => DtlsAlert(),
        6 => Rtp(),
        _ => Rtcp(),
    };

    /// <summary>As after the handshake, from somebody who has no part in it.</summary>
    internal byte[] NextWithin() => _random.Next(7) switch
    {
        0 => Bytes(_random.Next(0, 1400)),
        1 => Mutated(BindingRequest(cameraFragment, viewerFragment)),
        2 => DtlsHello(),
        3 => DtlsAlert(),
        4 => Record(contentType: 23, epoch: 1, Bytes(_random.Next(0, 200))),
        5 => Rtp(),
        _ => Rtcp(),
    };

    /// <summary>Right in everything but its MESSAGE-INTEGRITY (RFC 8445 §7.2.2).</summary>
    private byte[] BindingRequest(string to, string from)
    {
        var message = new List<byte>();
        Add(message, 0x0001, 0, MagicCookie);
        message.AddRange(Bytes(12));
        Attribute(message, 0x0006, Encoding.ASCII.GetBytes($"{to}:{from}"));
        Attribute(message, 0x0024, [0x6E, 0xFF, 0xFF, 0xFF]);
        Attribute(message, 0x802A, Bytes(8));
        Attribute(message, 0x0025, []);
        Attribute(message, 0x0008, Bytes(20));
        SetLength(message, message.Count - 20 + 8);
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32(message.ToArray()) ^ 0x5354554E);
        Attribute(message, 0x8028, crc);
        return [.. message];
    }

    private byte[] Mutated(byte[] message)
    {
        for (var i = _random.Next(1, 6); i > 0; i--)
            message[_random.Next(message.Length)] = (byte)_random.Next(256);
        return message[.._random.Next(1, message.Length + 1)];
    }

    /// <summary>RFC 6347 §4.2.2: one that opens a handshake, with any contents.</summary>
    private byte[] DtlsHello()
    {
        var body = Bytes(_random.Next(1, 400));
        byte[] header = [1, 0, (byte)(body.Length >> 8), (byte)body.Length, 0, 0, 0, 0, 0, 0, (byte)(body.Length >> 8), (byte)body.Length];
        return Record(contentType: 22, epoch: 0, [.. header, .. body]);
    }

    /// <summary>In clear: close_notify, or a fatal one.</summary>
    private byte[] DtlsAlert() => Record(contentType: 21, epoch: 0, _random.Next(2) == 0 ? [1, 0] : [2, (byte)_random.Next(120)]);

    private byte[] Record(byte contentType, ushort epoch, byte[] fragment)
    {
        var record = new byte[13 + fragment.Length];
        record[0] = contentType;
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(1), 0xFEFD);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(3), epoch);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(7), (uint)_random.Next(1 << 16));
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(11), (ushort)fragment.Length);
        fragment.CopyTo(record, 13);
        return record;
    }

    private byte[] Rtp() => [0x80, (byte)_random.Next(96, 128), .. Bytes(_random.Next(10, 1200))];

    private byte[] Rtcp() => [(byte)(0x80 | _random.Next(32)), (byte)_random.Next(200, 208), .. Bytes(_random.Next(2, 400))];

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static void Add(List<byte> message, ushort type, ushort length, uint cookie) => message.AddRange(
        [(byte)(type >> 8), (byte)type, (byte)(length >> 8), (byte)length, (byte)(cookie >> 24), (byte)(cookie >> 16), (byte)(cookie >> 8), (byte)cookie]);

    private static void Attribute(List<byte> message, ushort type, byte[] value)
    {
        message.AddRange([(byte)(type >> 8), (byte)type, (byte)(value.Length >> 8), (byte)value.Length, .. value]);
        while (message.Count % 4 != 0)
            message.Add(0);
    }

    private static void SetLength(List<byte> message, int length) => (message[2], message[3]) = ((byte)(length >> 8), (byte)length);

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var i = 0; i < 8; i++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
