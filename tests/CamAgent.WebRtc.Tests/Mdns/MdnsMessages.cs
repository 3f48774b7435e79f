using System.Buffers.Binary;
using System.Text;
using CamAgent.WebRtc.Mdns;

namespace CamAgent.WebRtc.Tests.Mdns;

/// <summary>Responses as a browser's responder would send them, written by hand.</summary>
internal static class MdnsMessages
{
    public const string Name = "0c9f7a5c-5e2b-4e3c-9d1a-1f2e3d4c5b6a.local";

    public static readonly byte[] IPv4 = [192, 0, 2, 7];
    public static readonly byte[] IPv6 = [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];

    public static byte[] Response(string name, byte[] address, uint timeToLive = 120) => [.. Header(0x8400, 0, 1), .. Record(WireName(name), address, timeToLive)];

    public static byte[] Header(ushort flags, ushort questions, ushort answers)
    {
        var header = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), flags);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), questions);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), answers);
        return header;
    }

    public static byte[] WireName(string name)
    {
        var wire = new List<byte>();
        foreach (var label in name.Split('.'))
        {
            wire.Add((byte)label.Length);
            wire.AddRange(Encoding.ASCII.GetBytes(label));
        }

        wire.Add(0);
        return [.. wire];
    }

    public static byte[] Record(byte[] wireName, byte[] data, uint timeToLive = 120, ushort? type = null)
    {
        var tail = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(tail, type ?? (ushort)(data.Length == 4 ? DnsRecordType.A : DnsRecordType.Aaaa));
        BinaryPrimitives.WriteUInt16BigEndian(tail.AsSpan(2), 0x8001);
        BinaryPrimitives.WriteUInt32BigEndian(tail.AsSpan(4), timeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(tail.AsSpan(8), (ushort)data.Length);
        return [.. wireName, .. tail, .. data];
    }
}
