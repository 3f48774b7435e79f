namespace CamAgent.WebRtc.Srtp;

/// <summary>
/// The protection profiles of DTLS-SRTP that are served here, with their numbers in the use_srtp extension (RFC 5764 §4.1.2, RFC 7714
/// §14.2).
/// </summary>
public enum SrtpProfile
{
    /// <summary>AES-128 in counter mode, HMAC-SHA1 with a tag of 80 bits. RFC 8827 §6.5 obliges every WebRTC endpoint to have it.</summary>
#pragma warning disable CA1707 // The standard's name: the tag has 80 bits, and another profile differs in nothing else.
    AesCm128HmacSha1_80 = 0x0001,
#pragma warning restore CA1707

    /// <summary>AES-128-GCM with a tag of 128 bits.</summary>
    AeadAes128Gcm = 0x0007,
}
