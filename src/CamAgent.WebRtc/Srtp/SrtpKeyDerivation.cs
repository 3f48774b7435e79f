using System.Security.Cryptography;
using CamAgent.WebRtc.Interop;

namespace CamAgent.WebRtc.Srtp;

/// <summary>RFC 3711 §4.3 with a key derivation rate of zero: each session key is derived once, by AES in counter mode (§4.3.3).</summary>
internal static class SrtpKeyDerivation
{
    // RFC 3711 §4.3.2.
    public const byte RtpEncryption = 0;
    public const byte RtpAuthentication = 1;
    public const byte RtpSalt = 2;
    public const byte RtcpEncryption = 3;
    public const byte RtcpAuthentication = 4;
    public const byte RtcpSalt = 5;

    private const int LabelOffset = 7;

    /// <summary>Fills <paramref name="sessionKey"/> with the key that has this label.</summary>
    /// <param name="masterSalt">14 bytes, or 12 with GCM, which then stand before 16 zero bits (RFC 7714 §11).</param>
    public static void Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, byte label, Span<byte> sessionKey)
    {
        // x = (label || index DIV rate) XOR salt, and the counter block is x * 2^16. With rate zero only the label's byte differs from
        // the salt.
        Span<byte> block = stackalloc byte[16];
        block.Clear();
        masterSalt.CopyTo(block);
        block[LabelOffset] ^= label;
        sessionKey.Clear();
        using var cipher = CipherContext.Aes128Counter(masterKey);
        cipher.Begin(block);
        cipher.Transform(sessionKey, sessionKey);
        CryptographicOperations.ZeroMemory(block);
    }
}
