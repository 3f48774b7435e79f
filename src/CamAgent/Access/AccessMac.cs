using System.Security.Cryptography;
using System.Text;

namespace CamAgent.Access;

/// <summary>Proves, over a broker that is not trusted, that a message comes from who holds the secret (contract §4). HMAC-SHA256 over fields joined by line feeds.</summary>
internal static class AccessMac
{
    public const int MinimumNonceLength = 16;
    public const int MaximumNonceLength = 64;

    private const int Length = HMACSHA256.HashSizeInBytes;

    /// <summary>A nonce of either side: 16 to 64 base64url characters, taken as they are.</summary>
    public static bool IsNonce(string? text) => text is { Length: >= MinimumNonceLength and <= MaximumNonceLength } && StrictBase64Url.IsAlphabet(text);

    /// <summary>The MAC of a hello, in base64url.</summary>
    public static string Hello(ViewerSecret secret, string id, string session, string viewer, string nonce) =>
        System.Buffers.Text.Base64Url.EncodeToString(Compute(secret, $"camagent/v1/hello\n{id}\n{session}\n{viewer}\n{nonce}"));

    /// <summary>The MAC of an offer, in base64url.</summary>
    public static string Offer(ViewerSecret secret, string id, string session, string cameraNonce, string sdp) =>
        System.Buffers.Text.Base64Url.EncodeToString(Compute(secret, OfferText(id, session, cameraNonce, SHA256.HashData(Encoding.UTF8.GetBytes(sdp)))));

    /// <param name="nonce">The viewer's, from the message.</param>
    /// <param name="mac">From the message.</param>
    public static bool VerifyHello(ViewerSecret secret, string id, string session, string viewer, string? nonce, string? mac) =>
        IsNonce(nonce) && HasNoLineFeed(id, session, viewer) && Matches(Compute(secret, $"camagent/v1/hello\n{id}\n{session}\n{viewer}\n{nonce}"), mac);

    /// <param name="cameraNonce">The camera's own, that it sent with the welcome and that was not used yet.</param>
    /// <param name="sdp">From the message, after JSON's escapes were resolved.</param>
    public static bool VerifyOffer(ViewerSecret secret, string id, string session, string? cameraNonce, string sdp, string? mac) =>
        IsNonce(cameraNonce) && HasNoLineFeed(id, session) && TryHash(sdp, out var hash) && Matches(Compute(secret, OfferText(id, session, cameraNonce!, hash)), mac);

    private static string OfferText(string id, string session, string cameraNonce, byte[] hash) =>
        $"camagent/v1/offer\n{id}\n{session}\n{cameraNonce}\n{Convert.ToHexStringLower(hash)}";

    private static byte[] Compute(ViewerSecret secret, string text) => HMACSHA256.HashData(secret.Bytes, Encoding.UTF8.GetBytes(text));

    private static bool Matches(ReadOnlySpan<byte> expected, string? mac)
    {
        Span<byte> given = stackalloc byte[Length];
        return mac is not null && StrictBase64Url.TryDecode(mac, given, out var length) && length == Length && CryptographicOperations.FixedTimeEquals(expected, given);
    }

    // A line feed inside a field would let one set of fields pass for another.
    private static bool HasNoLineFeed(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (field.Contains('\n', StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    // Text with half a surrogate pair has no UTF-8, so nobody can have signed it.
    private static bool TryHash(string sdp, out byte[] hash)
    {
        hash = [];
        try
        {
            hash = SHA256.HashData(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetBytes(sdp));
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
