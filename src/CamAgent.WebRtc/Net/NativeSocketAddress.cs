using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CamAgent.WebRtc.Net;

/// <summary><c>struct sockaddr_in</c> and <c>sockaddr_in6</c> to and from <see cref="TransportAddress"/>.</summary>
internal static class NativeSocketAddress
{
    internal const int MaximumSize = 28;
    private const int IPv4Size = 16;
    private const ushort FamilyIPv4 = 2;
    private const ushort FamilyIPv6 = 10;

    /// <returns>The size written: 16 or 28.</returns>
    internal static int Write(in TransportAddress address, Span<byte> destination)
    {
        destination[..MaximumSize].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], address.Port);
        if (address.IsIPv4)
        {
            MemoryMarshal.Write(destination, FamilyIPv4);
            address.WriteAddress(destination[4..]);
            return IPv4Size;
        }

        MemoryMarshal.Write(destination, FamilyIPv6);
        address.WriteAddress(destination[8..]);
        MemoryMarshal.Write(destination[24..], address.ScopeId);
        return MaximumSize;
    }

    internal static bool TryRead(ReadOnlySpan<byte> source, out TransportAddress address)
    {
        address = default;
        if (source.Length < IPv4Size)
            return false;
        var family = MemoryMarshal.Read<ushort>(source);
        var port = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        if (family == FamilyIPv4)
        {
            address = TransportAddress.FromBytes(source.Slice(4, 4), port);
            return true;
        }

        if (family != FamilyIPv6 || source.Length < MaximumSize)
            return false;
        address = TransportAddress.FromBytes(source.Slice(8, 16), port);
        if (address.IsLinkLocal)
            address = TransportAddress.FromBytes(source.Slice(8, 16), port, MemoryMarshal.Read<uint>(source[24..]));
        return true;
    }
}
