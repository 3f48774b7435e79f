using System.Buffers.Binary;
using System.Security.Cryptography;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp;

/// <summary>
/// All that an INIT and its answer have said, authenticated and given to the peer to keep (RFC 9260 §5.1.3): nothing is remembered of an INIT
/// until its sender has shown that the answer reached it.
/// </summary>
internal readonly record struct StateCookie
{
    internal const int Size = MacSize + ContentSize;

    private const int MacSize = HMACSHA256.HashSizeInBytes;
    private const int ContentSize = 44;

    internal Instant Made { get; init; }

    internal uint LocalTag { get; init; }

    internal uint PeerTag { get; init; }

    /// <summary>The tags of the association that was there when the INIT came (§5.2.2); zero where there was none.</summary>
    internal uint LocalTieTag { get; init; }

    internal uint PeerTieTag { get; init; }

    internal Tsn LocalInitialTsn { get; init; }

    internal Tsn PeerInitialTsn { get; init; }

    internal uint PeerWindow { get; init; }

    internal ushort OutboundStreams { get; init; }

    internal PeerCapabilities Capabilities { get; init; }

    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    internal void Write(Span<byte> destination, ReadOnlySpan<byte> key)
    {
        var content = destination.Slice(MacSize, ContentSize);
        content.Clear();
        BinaryPrimitives.WriteInt64BigEndian(content, Made.Ticks);
        BinaryPrimitives.WriteUInt32BigEndian(content[8..], LocalTag);
        BinaryPrimitives.WriteUInt32BigEndian(content[12..], PeerTag);
        BinaryPrimitives.WriteUInt32BigEndian(content[16..], LocalTieTag);
        BinaryPrimitives.WriteUInt32BigEndian(content[20..], PeerTieTag);
        BinaryPrimitives.WriteUInt32BigEndian(content[24..], LocalInitialTsn.Value);
        BinaryPrimitives.WriteUInt32BigEndian(content[28..], PeerInitialTsn.Value);
        BinaryPrimitives.WriteUInt32BigEndian(content[32..], PeerWindow);
        BinaryPrimitives.WriteUInt16BigEndian(content[36..], OutboundStreams);
        content[38] = (byte)Capabilities;
        HMACSHA256.HashData(key, content, destination[..MacSize]);
    }

    /// <returns>False where it is not one that this key has made.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> key, out StateCookie read)
    {
        read = default;
        if (cookie.Length != Size)
            return false;
        var content = cookie[MacSize..];
        Span<byte> mac = stackalloc byte[MacSize];
        HMACSHA256.HashData(key, content, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, cookie[..MacSize]))
            return false;
        read = new StateCookie
        {
            Made = new Instant(BinaryPrimitives.ReadInt64BigEndian(content)),
            LocalTag = BinaryPrimitives.ReadUInt32BigEndian(content[8..]),
            PeerTag = BinaryPrimitives.ReadUInt32BigEndian(content[12..]),
            LocalTieTag = BinaryPrimitives.ReadUInt32BigEndian(content[16..]),
            PeerTieTag = BinaryPrimitives.ReadUInt32BigEndian(content[20..]),
            LocalInitialTsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(content[24..])),
            PeerInitialTsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(content[28..])),
            PeerWindow = BinaryPrimitives.ReadUInt32BigEndian(content[32..]),
            OutboundStreams = BinaryPrimitives.ReadUInt16BigEndian(content[36..]),
            Capabilities = (PeerCapabilities)content[38],
        };
        return true;
    }
}
