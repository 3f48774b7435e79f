using System.Diagnostics.CodeAnalysis;

namespace CamAgent.WebRtc.Srtp;

/// <summary>What each profile adds and needs, in bytes.</summary>
public static class SrtpProfileSizes
{
    /// <summary>Master and session encryption keys have this size in both profiles.</summary>
    public const int Key = 16;

    /// <summary>
    /// The largest overhead of an RTP packet in any profile, for who must choose a payload size before the profile is known.
    /// </summary>
    public const int MaximumRtpOverhead = 16;

    extension(SrtpProfile profile)
    {
        /// <summary>RFC 7714 §12: 96 bits with GCM. RFC 3711 §8.2: 112 bits.</summary>
        public int SaltLength => profile switch
        {
            SrtpProfile.AeadAes128Gcm => 12,
            SrtpProfile.AesCm128HmacSha1_80 => 14,
            _ => ThrowUnknown(profile),
        };

        /// <summary>What an SRTP packet is longer than its RTP packet: the tag.</summary>
        public int RtpOverhead => profile switch
        {
            SrtpProfile.AeadAes128Gcm => 16,
            SrtpProfile.AesCm128HmacSha1_80 => 10,
            _ => ThrowUnknown(profile),
        };

        /// <summary>What an SRTCP packet is longer than its RTCP packet: the tag and the word of E flag and index.</summary>
        public int RtcpOverhead => profile.RtpOverhead + 4;

        /// <summary>OpenSSL's name for SSL_CTX_set_tlsext_use_srtp.</summary>
        internal string OpenSslName => profile switch
        {
            SrtpProfile.AeadAes128Gcm => "SRTP_AEAD_AES_128_GCM",
            SrtpProfile.AesCm128HmacSha1_80 => "SRTP_AES128_CM_SHA1_80",
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, null),
        };
    }

    [DoesNotReturn]
    private static int ThrowUnknown(SrtpProfile profile) => throw new ArgumentOutOfRangeException(nameof(profile), profile, "No such SRTP profile is served here.");
}
