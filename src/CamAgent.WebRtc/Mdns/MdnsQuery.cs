using System.Buffers.Binary;

namespace CamAgent.WebRtc.Mdns;

/// <summary>A multicast DNS query for the addresses of a name (RFC 6762 §5, §18).</summary>
internal static class MdnsQuery
{
    private const int HeaderSize = 12;

    /// <summary>RFC 6762 §5.4: the top bit of a question's class asks for an answer by unicast.</summary>
    private const ushort UnicastResponse = 0x8000;
    private const ushort Internet = 1;

    /// <summary>Header, one name, two questions of which the second points to the first one's name.</summary>
    public const int MaximumSize = HeaderSize + DnsName.MaximumWire + 4 + 2 + 4;

    /// <param name="name">One that <see cref="DnsName.IsLocal"/> accepts.</param>
    /// <param name="unicastResponse">The QU bit.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Write(Span<byte> destination, ReadOnlySpan<char> name, bool unicastResponse)
    {
        // RFC 6762 §18.1: the id of a multicast query is zero.
        destination[..HeaderSize].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], 2);
        var at = HeaderSize + DnsName.Write(destination[HeaderSize..], name);
        at += WriteTail(destination[at..], DnsRecordType.A, unicastResponse);
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], 0xC000 | HeaderSize);
        at += sizeof(ushort);
        return at + WriteTail(destination[at..], DnsRecordType.Aaaa, unicastResponse);
    }

    private static int WriteTail(Span<byte> destination, DnsRecordType type, bool unicastResponse)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(Internet | (unicastResponse ? UnicastResponse : 0)));
        return 2 * sizeof(ushort);
    }
}
