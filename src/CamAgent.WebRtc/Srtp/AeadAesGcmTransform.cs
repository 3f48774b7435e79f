using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CamAgent.WebRtc.Interop;

namespace CamAgent.WebRtc.Srtp;

/// <summary>AEAD_AES_128_GCM (RFC 7714).</summary>
internal sealed class AeadAesGcmTransform : SrtpTransform
{
    public const int TagLength = 16;

    private const int VectorLength = 12;

    private readonly CipherContext _rtp;
    private readonly CipherContext _rtcp;
    private readonly Vector _rtpSalt;
    private readonly Vector _rtcpSalt;

    public AeadAesGcmTransform(SrtpSessionKeys rtp, SrtpSessionKeys rtcp, bool encrypt)
    {
        _rtp = CipherContext.Aes128Gcm(rtp.Encryption, encrypt);
        _rtcp = CipherContext.Aes128Gcm(rtcp.Encryption, encrypt);
        _rtpSalt = new Vector(rtp.Salt);
        _rtcpSalt = new Vector(rtcp.Salt);
    }

    public override void EncryptRtp(ReadOnlySpan<byte> payload, Span<byte> packet, int headerLength, uint ssrc, ulong index)
    {
        BeginRtp(packet[..headerLength], ssrc, index);
        _rtp.Transform(payload, packet[headerLength..^TagLength]);
        _rtp.FinishWithTag(packet[^TagLength..]);
    }

    public override bool DecryptRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index)
    {
        BeginRtp(packet[..headerLength], ssrc, index);
        var payload = packet[headerLength..^TagLength];
        _rtp.Transform(payload, payload);
        return _rtp.FinishMatches(packet[^TagLength..]);
    }

    public override void EncryptRtcp(ReadOnlySpan<byte> packet, Span<byte> protectedPacket, uint ssrc, uint index)
    {
        packet[..RtcpHeaderLength].CopyTo(protectedPacket);
        // RFC 7714 §9.2: header, ciphertext, tag, and the index word last.
        var indexWord = protectedPacket[^RtcpIndexLength..];
        BinaryPrimitives.WriteUInt32BigEndian(indexWord, RtcpEncryptedFlag | index);
        BeginRtcp(protectedPacket[..RtcpHeaderLength], indexWord, ssrc, index);
        var tagged = protectedPacket[..^RtcpIndexLength];
        _rtcp.Transform(packet[RtcpHeaderLength..], tagged[RtcpHeaderLength..^TagLength]);
        _rtcp.FinishWithTag(tagged[^TagLength..]);
    }

    public override bool DecryptRtcp(Span<byte> protectedPacket, uint ssrc, uint index)
    {
        BeginRtcp(protectedPacket[..RtcpHeaderLength], protectedPacket[^RtcpIndexLength..], ssrc, index);
        var tagged = protectedPacket[..^RtcpIndexLength];
        var body = tagged[RtcpHeaderLength..^TagLength];
        _rtcp.Transform(body, body);
        return _rtcp.FinishMatches(tagged[^TagLength..]);
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    // RFC 7714 §8.1: two zero bytes, SSRC, roll-over counter and sequence number, XOR salt.
    private void BeginRtp(ReadOnlySpan<byte> header, uint ssrc, ulong index)
    {
        Span<byte> vector = stackalloc byte[VectorLength];
        _rtpSalt.Xor(ssrc, index, vector);
        _rtp.Begin(vector);
        _rtp.AddAssociatedData(header);
    }

    // RFC 7714 §9.1: two zero bytes, SSRC, two zero bytes, the index, XOR salt. §9.2: the index word is authenticated too.
    private void BeginRtcp(ReadOnlySpan<byte> header, ReadOnlySpan<byte> indexWord, uint ssrc, uint index)
    {
        Span<byte> vector = stackalloc byte[VectorLength];
        _rtcpSalt.Xor(ssrc, index, vector);
        _rtcp.Begin(vector);
        _rtcp.AddAssociatedData(header);
        _rtcp.AddAssociatedData(indexWord);
    }

    /// <summary>A salt in the halves that the index and the SSRC fall into.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Vector(ReadOnlySpan<byte> salt)
    {
        private readonly ushort _first = BinaryPrimitives.ReadUInt16BigEndian(salt);
        private readonly uint _ssrc = BinaryPrimitives.ReadUInt32BigEndian(salt[2..]);
        private readonly ushort _middle = BinaryPrimitives.ReadUInt16BigEndian(salt[6..]);
        private readonly uint _last = BinaryPrimitives.ReadUInt32BigEndian(salt[8..]);

        public void Xor(uint ssrc, ulong index, Span<byte> vector)
        {
            BinaryPrimitives.WriteUInt16BigEndian(vector, _first);
            BinaryPrimitives.WriteUInt32BigEndian(vector[2..], _ssrc ^ ssrc);
            BinaryPrimitives.WriteUInt16BigEndian(vector[6..], (ushort)(_middle ^ (index >> 32)));
            BinaryPrimitives.WriteUInt32BigEndian(vector[8..], _last ^ (uint)index);
        }
    }
}
