using System.Buffers.Binary;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Stun;

/// <summary>The value of the address attributes, plain (RFC 8489 §14.1) and exclusive-or'ed (§14.2).</summary>
internal static class StunAddress
{
    private const byte IPv4Family = 1;
    private const byte IPv6Family = 2;
    private const int PrefixSize = 4;

    public const int MaximumSize = PrefixSize + 16;

    /// <summary>Attributes that hide the address from middleboxes that rewrite what looks like one.</summary>
    public static bool IsXor(StunAttributeType type) =>
        type is StunAttributeType.XorMappedAddress or StunAttributeType.XorPeerAddress or StunAttributeType.XorRelayedAddress;

    /// <param name="mask">Magic cookie and transaction id: the 16 bytes from offset 4 of the message's header.</param>
    public static bool TryRead(ReadOnlySpan<byte> value, bool xor, ReadOnlySpan<byte> mask, out TransportAddress address)
    {
        address = default;
        if (value.Length < PrefixSize)
            return false;
        var size = value[1] switch { IPv4Family => 4, IPv6Family => 16, _ => 0 };
        if (size == 0 || value.Length != PrefixSize + size)
            return false;

        var port = BinaryPrimitives.ReadUInt16BigEndian(value[2..]);
        Span<byte> bytes = stackalloc byte[16];
        bytes = bytes[..size];
        value[PrefixSize..].CopyTo(bytes);
        if (xor)
        {
            port ^= BinaryPrimitives.ReadUInt16BigEndian(mask);
            Mask(bytes, mask);
        }

        address = TransportAddress.FromBytes(bytes, port);
        return true;
    }

    /// <returns>The number of bytes written.</returns>
    public static int Write(Span<byte> destination, TransportAddress address, bool xor, ReadOnlySpan<byte> mask)
    {
        destination[0] = 0;
        destination[1] = address.IsIPv4 ? IPv4Family : IPv6Family;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], address.Port);
        var size = address.WriteAddress(destination[PrefixSize..]);
        if (xor)
        {
            destination[2] ^= mask[0];
            destination[3] ^= mask[1];
            Mask(destination.Slice(PrefixSize, size), mask);
        }

        return PrefixSize + size;
    }

    private static void Mask(Span<byte> bytes, ReadOnlySpan<byte> mask)
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] ^= mask[i];
    }
}
