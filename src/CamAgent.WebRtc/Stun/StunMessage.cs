using System.Buffers.Binary;
using System.Security.Cryptography;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Stun;

/// <summary>A STUN message as a view over the received bytes (RFC 8489 §5). Reading never throws and never allocates.</summary>
public readonly ref struct StunMessage
{
    public const int HeaderSize = 20;
    public const uint MagicCookie = 0x2112A442;

    internal const int AttributeHeaderSize = 4;
    private const int CookieOffset = 4;
    private const int TransactionIdOffset = 8;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _attributesEnd;
    private readonly int _integrityAt;
    private readonly int _integritySha256At;

    private StunMessage(ReadOnlySpan<byte> bytes, int attributesEnd, int integrityAt, int integritySha256At, bool hasFingerprint)
    {
        _bytes = bytes;
        _attributesEnd = attributesEnd;
        _integrityAt = integrityAt;
        _integritySha256At = integritySha256At;
        HasFingerprint = hasFingerprint;
    }

    public StunClass Class => (StunClass)(Type & 0x0110);

    /// <summary>May be a value that <see cref="StunMethod"/> does not name.</summary>
    public StunMethod Method => (StunMethod)((Type & 0x000F) | ((Type & 0x00E0) >> 1) | ((Type & 0x3E00) >> 2));

    public StunTransactionId TransactionId => StunTransactionId.Read(_bytes[TransactionIdOffset..]);

    public bool HasIntegrity => _integrityAt != 0;

    public bool HasIntegritySha256 => _integritySha256At != 0;

    /// <summary>True where FINGERPRINT is there; it was right, or the message would not have parsed.</summary>
    public bool HasFingerprint { get; }

    /// <summary>
    /// The attributes that count, in order: those before the first integrity attribute, since what follows it is not protected
    /// (RFC 8489 §14.5: ignored). Of several with one type, the first counts (§14).
    /// </summary>
    public StunAttributeEnumerator Attributes => new(_bytes[HeaderSize.._attributesEnd]);

    private ushort Type => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    private ReadOnlySpan<byte> AddressMask => _bytes.Slice(CookieOffset, 16);

    /// <summary>
    /// Whether a datagram claims to be STUN: the two zero bits, the magic cookie, a length that is a multiple of four (RFC 8489 §6.3).
    /// </summary>
    public static bool IsStun(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= HeaderSize
        && datagram[0] < 0x40
        && (datagram[3] & 3) == 0
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[CookieOffset..]) == MagicCookie;

    /// <summary>
    /// Takes exactly one message. False for anything else: wrong length, an attribute that leaves the message, a FINGERPRINT that is
    /// wrong or not the last attribute, an integrity attribute of impossible size.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = default;
        if (!IsStun(datagram) || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != datagram.Length - HeaderSize)
            return false;

        int integrityAt = 0, integritySha256At = 0;
        var fingerprinted = false;
        var at = HeaderSize;
        while (at < datagram.Length)
        {
            if (datagram.Length - at < AttributeHeaderSize)
                return false;
            var type = (StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(datagram[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[(at + 2)..]);
            var next = at + AttributeHeaderSize + Padded(length);
            if (next > datagram.Length)
                return false;

            switch (type)
            {
                case StunAttributeType.MessageIntegrity when integrityAt == 0 && integritySha256At == 0:
                    if (length != StunIntegrity.Sha1Size)
                        return false;
                    integrityAt = at;
                    break;
                case StunAttributeType.MessageIntegritySha256 when integritySha256At == 0:
                    // RFC 8489 §14.6: truncated to no less than 16 bytes, in steps of four.
                    if (length is < 16 or > StunIntegrity.Sha256Size || length % 4 != 0)
                        return false;
                    integritySha256At = at;
                    break;
                case StunAttributeType.Fingerprint:
                    if (length != StunIntegrity.FingerprintSize || next != datagram.Length)
                        return false;
                    var fingerprint = BinaryPrimitives.ReadUInt32BigEndian(datagram[(at + AttributeHeaderSize)..]);
                    if (fingerprint != StunIntegrity.ComputeFingerprint(datagram[..at]))
                        return false;
                    fingerprinted = true;
                    break;
            }

            at = next;
        }

        var end = integrityAt != 0 ? integrityAt
            : integritySha256At != 0 ? integritySha256At
            : fingerprinted ? datagram.Length - AttributeHeaderSize - StunIntegrity.FingerprintSize
            : datagram.Length;
        message = new(datagram, end, integrityAt, integritySha256At, fingerprinted);
        return true;
    }

    public bool Has(StunAttributeType type) => TryGet(type, out _);

    public bool TryGet(StunAttributeType type, out ReadOnlySpan<byte> value)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Type == type)
            {
                value = attribute.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public bool TryGetUInt32(StunAttributeType type, out uint value)
    {
        value = 0;
        return TryGet(type, out var bytes) && bytes.Length == sizeof(uint) && BinaryPrimitives.TryReadUInt32BigEndian(bytes, out value);
    }

    public bool TryGetUInt64(StunAttributeType type, out ulong value)
    {
        value = 0;
        return TryGet(type, out var bytes) && bytes.Length == sizeof(ulong) && BinaryPrimitives.TryReadUInt64BigEndian(bytes, out value);
    }

    /// <summary>Reads an address attribute, undoing the exclusive-or where its type has one.</summary>
    public bool TryGetAddress(StunAttributeType type, out TransportAddress address)
    {
        address = default;
        return TryGet(type, out var value) && StunAddress.TryRead(value, StunAddress.IsXor(type), AddressMask, out address);
    }

    /// <summary>Reads all address attributes of a type; those that make no sense are passed over.</summary>
    /// <returns>How many were written; the list ends where <paramref name="destination"/> is full.</returns>
    public int CopyAddresses(StunAttributeType type, Span<TransportAddress> destination)
    {
        var count = 0;
        foreach (var attribute in Attributes)
        {
            if (count == destination.Length)
                break;
            if (attribute.Type == type && StunAddress.TryRead(attribute.Value, StunAddress.IsXor(type), AddressMask, out var address))
                destination[count++] = address;
        }

        return count;
    }

    /// <summary>The sender's address as the other side saw it: XOR-MAPPED-ADDRESS, or MAPPED-ADDRESS of an old server.</summary>
    public bool TryGetMappedAddress(out TransportAddress address) =>
        TryGetAddress(StunAttributeType.XorMappedAddress, out address) || TryGetAddress(StunAttributeType.MappedAddress, out address);

    /// <summary>ERROR-CODE (RFC 8489 §14.8): 300 to 699, with a reason in UTF-8 meant for a person.</summary>
    public bool TryGetErrorCode(out int code, out ReadOnlySpan<byte> reason)
    {
        code = 0;
        reason = default;
        if (!TryGet(StunAttributeType.ErrorCode, out var value) || value.Length < 4)
            return false;
        var hundreds = value[2] & 7;
        if (hundreds is < 3 or > 6 || value[3] > 99)
            return false;
        code = (hundreds * 100) + value[3];
        reason = value[4..];
        return true;
    }

    /// <summary>Compares MESSAGE-INTEGRITY in constant time. False where there is none.</summary>
    public bool VerifyIntegrity(ReadOnlySpan<byte> key)
    {
        if (!HasIntegrity)
            return false;
        Span<byte> expected = stackalloc byte[StunIntegrity.Sha1Size];
        StunIntegrity.ComputeSha1(key, _bytes, _integrityAt, expected);
        return CryptographicOperations.FixedTimeEquals(expected, _bytes.Slice(_integrityAt + AttributeHeaderSize, StunIntegrity.Sha1Size));
    }

    /// <summary>
    /// Compares MESSAGE-INTEGRITY-SHA256, possibly truncated to 16 bytes or more, in constant time. False where there is none.
    /// </summary>
    public bool VerifyIntegritySha256(ReadOnlySpan<byte> key)
    {
        if (!HasIntegritySha256)
            return false;
        var size = BinaryPrimitives.ReadUInt16BigEndian(_bytes[(_integritySha256At + 2)..]);
        Span<byte> expected = stackalloc byte[StunIntegrity.Sha256Size];
        StunIntegrity.ComputeSha256(key, _bytes, _integritySha256At, size, expected);
        return CryptographicOperations.FixedTimeEquals(expected[..size], _bytes.Slice(_integritySha256At + AttributeHeaderSize, size));
    }

    /// <summary>
    /// Lists comprehension-required attributes outside <paramref name="understood"/>, which a request is refused for with 420 (RFC 8489
    /// §6.3.1).
    /// </summary>
    /// <returns>How many were written; the list ends where <paramref name="destination"/> is full.</returns>
    public int CopyUnknownRequired(ReadOnlySpan<StunAttributeType> understood, Span<StunAttributeType> destination)
    {
        var count = 0;
        foreach (var attribute in Attributes)
        {
            if (count == destination.Length)
                break;
            if (attribute.IsComprehensionRequired && !understood.Contains(attribute.Type) && !destination[..count].Contains(attribute.Type))
                destination[count++] = attribute.Type;
        }

        return count;
    }

    internal static int Padded(int length) => (length + 3) & ~3;
}
