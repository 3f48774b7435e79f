using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using CamAgent.WebRtc.Interop;

namespace CamAgent.WebRtc.Dtls;

/// <summary>
/// A hash over a certificate's DER form, as a=fingerprint carries it (RFC 8122 §5). sha-256, sha-384 and sha-512 are taken; md2, md5 and
/// sha-1 are not, for whoever finds a second certificate with the same hash could pose as the peer (RFC 8122 §5 forbids the first two).
/// </summary>
public sealed class DtlsFingerprint : IEquatable<DtlsFingerprint>
{
    private const int LongestHash = 64;

    private readonly byte[] _hash;

    private DtlsFingerprint(string hashName, byte[] hash)
    {
        HashName = hashName;
        _hash = hash;
    }

    /// <summary>"sha-256", "sha-384" or "sha-512".</summary>
    public string HashName { get; }

    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>
    /// Reads both parts of the attribute's value: the name in any case, the hash as pairs of hexadecimal digits in any case, joined by
    /// colons.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> hashName, ReadOnlySpan<char> value, [NotNullWhen(true)] out DtlsFingerprint? fingerprint)
    {
        fingerprint = null;
        Span<byte> hash = stackalloc byte[LongestHash];
        if ((value.Length + 1) % 3 != 0 || (value.Length + 1) / 3 is var length && length > LongestHash)
            return false;
        for (var i = 0; i < length; i++)
        {
            var pair = value.Slice(i * 3, 2);
            if (!char.IsAsciiHexDigit(pair[0]) || !char.IsAsciiHexDigit(pair[1]) || (i > 0 && value[(i * 3) - 1] != ':'))
                return false;
            hash[i] = (byte)((HexValue(pair[0]) << 4) | HexValue(pair[1]));
        }

        return TryCreate(hashName, hash[..length], out fingerprint);
    }

    /// <summary>False where the hash is not one of those taken, or its length is not this hash's.</summary>
    public static bool TryCreate(ReadOnlySpan<char> hashName, ReadOnlySpan<byte> hash, [NotNullWhen(true)] out DtlsFingerprint? fingerprint)
    {
        var (name, length) = hashName switch
        {
            _ when hashName.Equals("sha-256", StringComparison.OrdinalIgnoreCase) => ("sha-256", SHA256.HashSizeInBytes),
            _ when hashName.Equals("sha-384", StringComparison.OrdinalIgnoreCase) => ("sha-384", SHA384.HashSizeInBytes),
            _ when hashName.Equals("sha-512", StringComparison.OrdinalIgnoreCase) => ("sha-512", SHA512.HashSizeInBytes),
            _ => ("", 0),
        };
        fingerprint = length != 0 && hash.Length == length ? new(name, hash.ToArray()) : null;
        return fingerprint is not null;
    }

    /// <summary>The SHA-256 fingerprint of a certificate's DER form.</summary>
    public static DtlsFingerprint Sha256Of(ReadOnlySpan<byte> certificate) => new("sha-256", SHA256.HashData(certificate));

    public bool Equals([NotNullWhen(true)] DtlsFingerprint? other) =>
        other is not null && HashName == other.HashName && _hash.AsSpan().SequenceEqual(other._hash);

    public override bool Equals(object? obj) => Equals(obj as DtlsFingerprint);

    public override int GetHashCode() => BitConverter.ToInt32(_hash);

    /// <summary>The hash in upper case with colons, as RFC 8122 §5 writes it; without the hash's name.</summary>
    public override string ToString()
    {
        var text = new char[(_hash.Length * 3) - 1];
        for (var i = 0; i < _hash.Length; i++)
        {
            _ = _hash[i].TryFormat(text.AsSpan(i * 3), out _, "X2");
            if (i > 0)
                text[(i * 3) - 1] = ':';
        }

        return new string(text);
    }

    /// <summary>Whether this is the fingerprint of an X509 of OpenSSL's.</summary>
    internal unsafe bool Matches(nint certificate)
    {
        var digest = HashName switch
        {
            "sha-256" => LibCrypto.EVP_sha256(),
            "sha-384" => LibCrypto.EVP_sha384(),
            _ => LibCrypto.EVP_sha512(),
        };
        Span<byte> actual = stackalloc byte[LongestHash];
        uint length = 0;
        fixed (byte* output = actual)
        {
            return certificate != 0
                && LibCrypto.X509_digest(certificate, digest, output, &length) == 1
                && actual[..(int)length].SequenceEqual(_hash);
        }
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
