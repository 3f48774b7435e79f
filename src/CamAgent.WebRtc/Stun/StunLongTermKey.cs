using System.Security.Cryptography;
using System.Text;

namespace CamAgent.WebRtc.Stun;

/// <summary>The key of the long-term credential mechanism (RFC 8489 §18.5.1): MD5 or SHA-256 of "username:realm:password".</summary>
public static class StunLongTermKey
{
    public const int Size = 16;
    public const int Sha256Size = SHA256.HashSizeInBytes;

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
        if (!TryJoin(username, realm, password, text, out var length))
            return false;
#pragma warning disable CA5351 // The protocol's key derivation; a relay that offers nothing newer is the common case.
        _ = MD5.HashData(text[..length], destination);
#pragma warning restore CA5351
        CryptographicOperations.ZeroMemory(text);
        return true;
    }

    /// <inheritdoc cref="TryDerive"/>
    /// <param name="destination"><see cref="Sha256Size"/> bytes.</param>
    public static bool TryDeriveSha256(ReadOnlySpan<char> username, ReadOnlySpan<byte> realm, ReadOnlySpan<char> password, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[MaximumText];
        if (!TryJoin(username, realm, password, text, out var length))
            return false;
        _ = SHA256.HashData(text[..length], destination);
        CryptographicOperations.ZeroMemory(text);
        return true;
    }

    private static bool TryJoin(ReadOnlySpan<char> username, ReadOnlySpan<byte> realm, ReadOnlySpan<char> password, Span<byte> text, out int length)
    {
        length = 0;
        if (!Encoding.UTF8.TryGetBytes(username, text, out var at) || at + 2 + realm.Length > text.Length)
            return false;
        text[at++] = (byte)':';
        realm.CopyTo(text[at..]);
        at += realm.Length;
        text[at++] = (byte)':';
        if (!Encoding.UTF8.TryGetBytes(password, text[at..], out var size))
            return false;
        length = at + size;
        return true;
    }
}
