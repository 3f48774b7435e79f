namespace CamAgent.WebRtc.Srtp;

/// <summary>
/// A profile's cipher and authentication in one direction, without state between packets: who calls it knows the packet's index and has
/// checked that the spans are long enough.
/// </summary>
internal abstract class SrtpTransform : IDisposable
{
    /// <summary>RFC 3711 §3.4: the first word and the sender's SSRC of a compound RTCP packet stay in the clear.</summary>
    public const int RtcpHeaderLength = 8;

    /// <summary>RFC 3711 §3.4: the flag before the SRTCP index that says that the packet is encrypted.</summary>
    public const uint RtcpEncryptedFlag = 0x80000000;

    /// <summary>Bytes of the word that carries the flag and the index.</summary>
    public const int RtcpIndexLength = 4;

    public static SrtpTransform Create(SrtpMasterKey master, bool encrypt)
    {
        var rtp = SrtpSessionKeys.ForRtp(master);
        var rtcp = SrtpSessionKeys.ForRtcp(master);
        try
        {
            return master.Profile == SrtpProfile.AeadAes128Gcm
                ? new AeadAesGcmTransform(rtp, rtcp, encrypt)
                : new AesCmHmacSha1Transform(rtp, rtcp);
        }
        finally
        {
            rtp.Clear();
            rtcp.Clear();
        }
    }

    /// <summary>Encrypts the payload to behind the header that the packet begins with, and writes the tag behind that.</summary>
    /// <param name="packet">Exactly header, payload and tag.</param>
    /// <param name="index">RFC 3711 §3.3.1: 2^16 * roll-over counter + sequence number.</param>
    public abstract void EncryptRtp(ReadOnlySpan<byte> payload, Span<byte> packet, int headerLength, uint ssrc, ulong index);

    /// <summary>Decrypts in place; false where the packet is not authentic, and then its content is undefined.</summary>
    /// <param name="packet">Header, payload and tag; at least the header and the tag.</param>
    public abstract bool DecryptRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index);

    /// <summary>Writes the protected packet, with the flag and the index.</summary>
    /// <param name="protectedPacket">Exactly as long as the packet and the profile's overhead.</param>
    public abstract void EncryptRtcp(ReadOnlySpan<byte> packet, Span<byte> protectedPacket, uint ssrc, uint index);

    /// <summary>Decrypts in place; false where the packet is not authentic, and then its content is undefined.</summary>
    /// <param name="protectedPacket">At least the header and the profile's overhead, and its encrypted flag is set.</param>
    public abstract bool DecryptRtcp(Span<byte> protectedPacket, uint ssrc, uint index);

    public abstract void Dispose();
}
