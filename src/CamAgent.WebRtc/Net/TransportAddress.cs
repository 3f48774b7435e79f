using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace CamAgent.WebRtc.Net;

/// <summary>An IPv4 or IPv6 address and a UDP or TCP port, as a value: compared, hashed and copied without allocation.</summary>
public readonly struct TransportAddress : IEquatable<TransportAddress>
{
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly uint _scopeId;
    private readonly ushort _port;
    private readonly byte _size;

    private TransportAddress(ulong high, ulong low, byte size, ushort port, uint scopeId)
    {
        _high = high;
        _low = low;
        _size = size;
        _port = port;
        _scopeId = scopeId;
    }

    /// <summary>False for the default value, which stands for "no address".</summary>
    public bool IsSpecified => _size != 0;

    public bool IsIPv4 => _size == 4;

    public bool IsIPv6 => _size == 16;

    public ushort Port => _port;

    /// <summary>The interface index of an IPv6 link-local address; 0 elsewhere.</summary>
    public uint ScopeId => _scopeId;

    /// <summary>Bytes of the address without the port: 4, 16, or 0 where there is none.</summary>
    public int AddressSize => _size;

    public bool IsLoopback => IsIPv4 ? (_low >> 24) == 127 : IsIPv6 && _high == 0 && _low == 1;

    public bool IsLinkLocal => IsIPv4 ? (_low >> 16) == 0xA9FE : IsIPv6 && (_high >> 54) == 0xFE80 >> 6;

    public bool IsAny => IsSpecified && _high == 0 && _low == 0;

    public bool IsMulticast => IsIPv4 ? (_low >> 28) == 0xE : IsIPv6 && (_high >> 56) == 0xFF;

    /// <summary>Takes 4 or 16 bytes in network order. An IPv4-mapped IPv6 address becomes the IPv4 address it stands for.</summary>
    /// <exception cref="ArgumentException">The address is neither 4 nor 16 bytes long: a bug of the caller.</exception>
    public static TransportAddress FromBytes(ReadOnlySpan<byte> address, ushort port, uint scopeId = 0)
    {
        if (address.Length == 4)
            return new(0, BinaryPrimitives.ReadUInt32BigEndian(address), 4, port, 0);
        if (address.Length != 16)
            throw new ArgumentException("An address has 4 or 16 bytes.", nameof(address));
        var high = BinaryPrimitives.ReadUInt64BigEndian(address);
        var low = BinaryPrimitives.ReadUInt64BigEndian(address[8..]);
        return high == 0 && low >> 32 == 0xFFFF
            ? new(0, (uint)low, 4, port, 0)
            : new(high, low, 16, port, scopeId);
    }

    public static TransportAddress From(IPAddress address, int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out var written);
        var scope = address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv6LinkLocal ? (uint)address.ScopeId : 0;
        return FromBytes(bytes[..written], (ushort)port, scope);
    }

    public static TransportAddress From(IPEndPoint endPoint) => From(endPoint.Address, endPoint.Port);

    /// <summary>Takes a literal address; names are not looked up.</summary>
    public static bool TryParse(ReadOnlySpan<char> address, ushort port, out TransportAddress result)
    {
        result = default;
        if (!IPAddress.TryParse(address, out var parsed))
            return false;
        result = From(parsed, port);
        return true;
    }

    public TransportAddress WithPort(ushort port) => new(_high, _low, _size, port, _scopeId);

    /// <summary>Writes <see cref="AddressSize"/> bytes in network order and returns their number.</summary>
    public int WriteAddress(Span<byte> destination)
    {
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
        }
        else if (IsIPv6)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
            BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
        }

        return _size;
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        var size = WriteAddress(bytes);
        return size switch
        {
            4 => new IPAddress(bytes[..4]),
            16 => new IPAddress(bytes, _scopeId),
            _ => IPAddress.None,
        };
    }

    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), _port);

    /// <summary>True where both have the same address, whatever the ports.</summary>
    public bool SameHost(TransportAddress other) => _high == other._high && _low == other._low && _size == other._size;

    public bool Equals(TransportAddress other) =>
        _high == other._high && _low == other._low && _size == other._size && _port == other._port && _scopeId == other._scopeId;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TransportAddress other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_high, _low, _port, _size);

    public static bool operator ==(TransportAddress left, TransportAddress right) => left.Equals(right);

    public static bool operator !=(TransportAddress left, TransportAddress right) => !left.Equals(right);

    public override string ToString() => !IsSpecified ? "none" : IsIPv6 ? $"[{ToIPAddress()}]:{_port}" : $"{ToIPAddress()}:{_port}";
}
