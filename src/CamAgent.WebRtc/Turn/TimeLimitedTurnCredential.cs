using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CamAgent.WebRtc.Turn;

/// <summary>
/// Credentials made from a secret that the server shares (draft-uberti-behave-turn-rest-00 §2.2): the user's name begins with the second at
/// which it ends, the password is base64(HMAC-SHA1(secret, name)). The server needs to know nobody.
/// </summary>
public static class TimeLimitedTurnCredential
{
    /// <param name="name">Stands behind the time; only shown in the server's log.</param>
    /// <param name="expires">Rounded down to a whole second.</param>
    public static TurnCredential Create(ReadOnlySpan<char> secret, string name, DateTimeOffset expires)
    {
        var seconds = expires.ToUnixTimeSeconds();
        var username = string.Create(CultureInfo.InvariantCulture, $"{seconds}:{name}");
        var key = new byte[Encoding.UTF8.GetByteCount(secret)];
        _ = Encoding.UTF8.GetBytes(secret, key);
        Span<byte> code = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // What the draft says and every server checks; HMAC-SHA1 is not broken as a MAC.
        _ = HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(username), code);
#pragma warning restore CA5350
        CryptographicOperations.ZeroMemory(key);
        return new TurnCredential(username, Convert.ToBase64String(code), DateTimeOffset.FromUnixTimeSeconds(seconds));
    }
}
