using System.Buffers.Binary;
using System.Security.Cryptography;
using CamAgent.WebRtc.Interop;

namespace CamAgent.WebRtc.Srtp;

/// <summary>AES_CM_128_HMAC_SHA1_80 (RFC 3711 §4.1.1, §4.2.1).</summary>
internal sealed class AesCmHmacSha1Transform : SrtpTransform
{
    public const int TagLength = 10;

    private const int BlockLength = 16;

    private readonly CipherContext _rtp;
    private readonly CipherContext _rtcp;
    private readonly HmacSha1 _rtpAuthentication;
    private readonly HmacSha1 _rtcpAuthentication;
    private readonly byte[] _rtpSalt;
    private readonly byte[] _rtcpSalt;

    public AesCmHmacSha1Transform(SrtpSessionKeys rtp, SrtpSessionKeys rtcp)
    {
        _rtp = CipherContext.Aes128Counter(rtp.Encryption);
        _rtcp = CipherContext.Aes128Counter(rtcp.Encryption);
        _rtpAuthentication = new HmacSha1(rtp.Authentication);
        _rtcpAuthentication = new HmacSha1(rtcp.Authentication);
        _rtpSalt = [.. rtp.Salt];
        _rtcpSalt = [.. rtcp.Salt];
    }

    public override void EncryptRtp(ReadOnlySpan<byte> payload, Span<byte> packet, int headerLength, uint ssrc, ulong index)
    {
        var authenticated = packet[..^TagLength];
        Crypt(_rtp, _rtpSalt, payload, authenticated[headerLength..], ssrc, index);
        Span<byte> tag = stackalloc byte[HmacSha1.TagLength];
        ComputeRtpTag(authenticated, index, tag);
        tag[..TagLength].CopyTo(packet[^TagLength..]);
    }

    public override bool DecryptRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index)
    {
        var authenticated = packet[..^TagLength];
        Span<byte> tag = stackalloc byte[HmacSha1.TagLength];
        ComputeRtpTag(authenticated, index, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag[..TagLength], packet[^TagLength..]))
            return false;
        var payload = authenticated[headerLength..];
        Crypt(_rtp, _rtpSalt, payload, payload, ssrc, index);
        return true;
    }

    public override void EncryptRtcp(ReadOnlySpan<byte> packet, Span<byte> protectedPacket, uint ssrc, uint index)
    {
        packet[..RtcpHeaderLength].CopyTo(protectedPacket);
        // RFC 3711 §3.4: the index word stands before the tag, which covers it.
        var authenticated = protectedPacket[..^TagLength];
        Crypt(_rtcp, _rtcpSalt, packet[RtcpHeaderLength..], authenticated[RtcpHeaderLength..^RtcpIndexLength], ssrc, index);
        BinaryPrimitives.WriteUInt32BigEndian(authenticated[^RtcpIndexLength..], RtcpEncryptedFlag | index);
        Span<byte> tag = stackalloc byte[HmacSha1.TagLength];
        _rtcpAuthentication.Compute(authenticated, default, tag);
        tag[..TagLength].CopyTo(protectedPacket[^TagLength..]);
    }

    public override bool DecryptRtcp(Span<byte> protectedPacket, uint ssrc, uint index)
    {
        var authenticated = protectedPacket[..^TagLength];
        Span<byte> tag = stackalloc byte[HmacSha1.TagLength];
        _rtcpAuthentication.Compute(authenticated, default, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag[..TagLength], protectedPacket[^TagLength..]))
            return false;
        var body = authenticated[RtcpHeaderLength..^RtcpIndexLength];
        Crypt(_rtcp, _rtcpSalt, body, body, ssrc, index);
        return true;
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
        _rtpAuthentication.Dispose();
        _rtcpAuthentication.Dispose();
        CryptographicOperations.ZeroMemory(_rtpSalt);
        CryptographicOperations.ZeroMemory(_rtcpSalt);
    }

    // RFC 3711 §4.1.1: IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16).
    private static void Crypt(CipherContext cipher, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> source, Span<byte> destination, uint ssrc, ulong index)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        salt.CopyTo(block);
        block[14..].Clear();
        var middle = block[4..12];
        // The SSRC and the index' upper half are neighbours; the lower half begins in the last word.
        BinaryPrimitives.WriteUInt64BigEndian(middle, BinaryPrimitives.ReadUInt64BigEndian(middle) ^ ((ulong)ssrc << 32) ^ (index >> 16));
        var low = block[12..14];
        BinaryPrimitives.WriteUInt16BigEndian(low, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(low) ^ (ushort)index));
        cipher.Begin(block);
        cipher.Transform(source, destination);
    }

    // RFC 3711 §4.2: the roll-over counter is authenticated behind the packet, though it is not sent.
    private void ComputeRtpTag(ReadOnlySpan<byte> authenticated, ulong index, Span<byte> tag)
    {
        Span<byte> rolloverCounter = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(rolloverCounter, (uint)(index >> 16));
        _rtpAuthentication.Compute(authenticated, rolloverCounter, tag);
    }
}
