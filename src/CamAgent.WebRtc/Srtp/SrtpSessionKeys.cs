using System.Security.Cryptography;

namespace CamAgent.WebRtc.Srtp;

/// <summary>The session keys of one direction, for RTP or for RTCP.</summary>
/// <param name="Encryption">16 bytes.</param>
/// <param name="Salt">As long as the master salt.</param>
/// <param name="Authentication">20 bytes with HMAC-SHA1; empty with GCM, which authenticates by itself.</param>
internal readonly record struct SrtpSessionKeys(byte[] Encryption, byte[] Salt, byte[] Authentication)
{
    private const int HmacSha1KeyLength = 20;

    public static SrtpSessionKeys ForRtp(SrtpMasterKey master) =>
        Derive(master, SrtpKeyDerivation.RtpEncryption, SrtpKeyDerivation.RtpSalt, SrtpKeyDerivation.RtpAuthentication);

    public static SrtpSessionKeys ForRtcp(SrtpMasterKey master) =>
        Derive(master, SrtpKeyDerivation.RtcpEncryption, SrtpKeyDerivation.RtcpSalt, SrtpKeyDerivation.RtcpAuthentication);

    public void Clear()
    {
        CryptographicOperations.ZeroMemory(Encryption);
        CryptographicOperations.ZeroMemory(Salt);
        CryptographicOperations.ZeroMemory(Authentication);
    }

    private static SrtpSessionKeys Derive(SrtpMasterKey master, byte encryption, byte salt, byte authentication)
    {
        var keys = new SrtpSessionKeys(
            new byte[SrtpProfileSizes.Key],
            new byte[master.Profile.SaltLength],
            new byte[master.Profile == SrtpProfile.AesCm128HmacSha1_80 ? HmacSha1KeyLength : 0]);
        SrtpKeyDerivation.Derive(master.Key, master.Salt, encryption, keys.Encryption);
        SrtpKeyDerivation.Derive(master.Key, master.Salt, salt, keys.Salt);
        SrtpKeyDerivation.Derive(master.Key, master.Salt, authentication, keys.Authentication);
        return keys;
    }
}
