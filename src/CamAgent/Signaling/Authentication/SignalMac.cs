using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CamAgent.Signaling.Authentication;

/// <summary>The MACs of contract §4: HMAC-SHA256 over fields joined by line feeds, in base64url.</summary>
internal static class SignalMac
{
    public static string Hello(ReadOnlySpan<byte> secret, string deviceId, string session, string viewer, string nonce) =>
        Compute(secret, $"camagent/v1/hello\n{deviceId}\n{session}\n{viewer}\n{nonce}");

    public static string Offer(ReadOnlySpan<byte> secret, string deviceId, string session, string cameraNonce, string sdp)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(sdp), hash);
        return Compute(secret, $"camagent/v1/offer\n{deviceId}\n{session}\n{cameraNonce}\n{Convert.ToHexStringLower(hash)}");
    }

    /// <summary>
    /// Compares as text, so that only the one canonical spelling of a MAC passes, in a time that tells nothing about where they differ.
    /// </summary>
    public static bool Matches(string expected, string? received) =>
        received is not null
        && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(expected.AsSpan()), MemoryMarshal.AsBytes(received.AsSpan()));

    private static string Compute(ReadOnlySpan<byte> secret, string fields)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(fields), mac);
        return Base64Url.EncodeToString(mac);
    }
}
