using System.Security.Cryptography;
using System.Text;

namespace CamAgent.WebRtc.Stun;

/// <summary>The key of the long-term credential mechanism (RFC 8489 §18.5.1.1): MD5 of "username:realm:password".</summary>
public static class StunLongTermKey
{
    public const int Size = 16;

    private const int MaximumText = 1024;

    /// <summary>
    /// Writes the key. The texts are taken as they are: preparation (OpaqueString, RFC 8265) changes nothing in ASCII and is left to
    /// whoever
    /// accepts other credentials.
    /// </summary>
    /// <returns>False where the three texts together are longer than 1024 bytes.</returns>
    public static bool TryDerive(ReadOnlySpan<char> username, ReadOnlySpan<byte> realm, ReadOnlySpan<char> password, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[MaximumText];
        if (!Encoding.UTF8.TryGetBytes(username, text, out var at) || at + 2 + realm.Length > text.Length)
            return false;
        text[at++] = (byte)':';
        realm.CopyTo(text[at..]);
        at += realm.Length;
        text[at++] = (byte)':';
        if (!Encoding.UTF8.TryGetBytes(password, text[at..], out var size))
            return false;
#pragma warning disable CA5351 // The protocol's key derivation; a relay that offers nothing newer is the common case.
        _ = MD5.HashData(text[..(at + size)], destination);
#pragma warning restore CA5351
        CryptographicOperations.ZeroMemory(text);
        return true;
    }
}
