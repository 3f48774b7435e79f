using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CamAgent.WebRtc.Stun;

/// <summary>What MESSAGE-INTEGRITY, MESSAGE-INTEGRITY-SHA256 and FINGERPRINT hold (RFC 8489 §14.5 to §14.7).</summary>
internal static class StunIntegrity
{
    public const int Sha1Size = HMACSHA1.HashSizeInBytes;
    public const int Sha256Size = HMACSHA256.HashSizeInBytes;
    public const int FingerprintSize = sizeof(uint);

    private const uint FingerprintMask = 0x5354554E;
    private const int StackLimit = 1024;

    /// <summary>
    /// HMAC-SHA1 of the message up to the attribute at <paramref name="offset"/>, as though the message ended with that attribute.
    /// </summary>
    public static void ComputeSha1(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, int offset, Span<byte> destination) =>
        Compute(key, message, offset, Sha1Size, sha256: false, destination);

    /// <param name="valueSize">The attribute's length, since the message length that goes into the code counts it: 16 to 32.</param>
    public static void ComputeSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, int offset, int valueSize, Span<byte> destination) =>
        Compute(key, message, offset, valueSize, sha256: true, destination);

    public static uint ComputeFingerprint(ReadOnlySpan<byte> messageBeforeIt) => Crc32.Compute(messageBeforeIt) ^ FingerprintMask;

    private static void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, int offset, int valueSize, bool sha256, Span<byte> destination)
    {
        // The length in the header is part of what is hashed and differs where further attributes follow, so the hash takes a copy.
        var rented = offset > StackLimit ? ArrayPool<byte>.Shared.Rent(offset) : null;
        var copy = rented is null ? stackalloc byte[StackLimit] : rented;
        copy = copy[..offset];
        message[..offset].CopyTo(copy);
        BinaryPrimitives.WriteUInt16BigEndian(copy[2..], (ushort)(offset + StunMessage.AttributeHeaderSize + valueSize - StunMessage.HeaderSize));
        if (sha256)
        {
            _ = HMACSHA256.HashData(key, copy, destination);
        }
        else
        {
#pragma warning disable CA5350 // HMAC-SHA1 is what RFC 8445 §7.1 and every deployed peer use; it is not broken as a MAC.
            _ = HMACSHA1.HashData(key, copy, destination);
#pragma warning restore CA5350
        }

        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
