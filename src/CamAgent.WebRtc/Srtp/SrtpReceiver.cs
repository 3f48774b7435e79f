using System.Buffers.Binary;

namespace CamAgent.WebRtc.Srtp;

/// <summary>
/// Checks and decrypts what the other end sends: SRTP and SRTCP under the remote master key (RFC 3711, RFC 7714).
/// One thread at a time; it lives as long as its DTLS session's keys are in use and allocates nothing for each packet.
/// </summary>
/// <remarks>
/// Nothing that a packet says is remembered before it has proved authentic. At most <see cref="MaximumStreams"/> SSRCs are followed, for
/// RTP and for RTCP each; a further one is dropped rather than an old one forgotten, because with its window its protection against
/// replay would go.
/// </remarks>
public sealed class SrtpReceiver : IDisposable
{
    /// <summary>Streams (SSRCs) that are followed, for RTP and for RTCP each.</summary>
    public const int MaximumStreams = 16;

    private readonly SrtpTransform _transform;
    private readonly int _rtpOverhead;
    private readonly int _rtcpOverhead;
    private readonly int _rtcpIndexFromEnd;
    private readonly Stream[] _rtp = new Stream[MaximumStreams];
    private readonly Stream[] _rtcp = new Stream[MaximumStreams];
    private int _rtpCount;
    private int _rtcpCount;

    public SrtpReceiver(SrtpMasterKey master)
    {
        Profile = master.Profile;
        _rtpOverhead = master.Profile.RtpOverhead;
        _rtcpOverhead = master.Profile.RtcpOverhead;
        // RFC 7714 §9.2 puts the index word behind the tag, RFC 3711 §3.4 before it.
        _rtcpIndexFromEnd = SrtpTransform.RtcpIndexLength + (master.Profile == SrtpProfile.AeadAes128Gcm ? 0 : _rtpOverhead);
        _transform = SrtpTransform.Create(master, encrypt: false);
    }

    public SrtpProfile Profile { get; }

    /// <summary>Packets that were dropped because they came twice, or too late to tell.</summary>
    public long Replayed { get; private set; }

    /// <summary>Packets that were dropped because their tag was wrong, or they were no SRTP at all.</summary>
    public long NotAuthentic { get; private set; }

    /// <summary>Decrypts an SRTP packet in place.</summary>
    /// <param name="length">Bytes of the RTP packet that then stands at the beginning.</param>
    /// <returns>False where the packet is to be dropped; its content is then undefined.</returns>
    public bool TryUnprotect(Span<byte> packet, out int length)
    {
        length = 0;
        if (!SrtpPacketHeader.TryRead(packet, out var header) || packet.Length < header.Length + _rtpOverhead)
            return DropAsNotAuthentic();

        var slot = Find(_rtp, _rtpCount, header.Ssrc);
        var isNew = slot == _rtpCount;
        if (isNew && slot == MaximumStreams)
            return DropAsNotAuthentic();

        // A stream begins with whatever number its first authentic packet has, and with a roll-over counter of zero.
        ulong index = header.SequenceNumber;
        if (!isNew && (!SrtpPacketIndex.TryEstimate(_rtp[slot].Window.Highest, header.SequenceNumber, out index) || !_rtp[slot].Window.Allows(index)))
            return DropAsReplayed();
        if (!_transform.DecryptRtp(packet, header.Length, header.Ssrc, index))
            return DropAsNotAuthentic();

        if (isNew)
            _rtp[_rtpCount++] = new Stream { Ssrc = header.Ssrc };
        _rtp[slot].Window.Accept(index);
        length = packet.Length - _rtpOverhead;
        return true;
    }

    /// <summary>
    /// Decrypts an SRTCP packet in place. One that is authentic but not encrypted is dropped: no WebRTC endpoint sends it.
    /// </summary>
    /// <param name="length">Bytes of the compound RTCP packet that then stands at the beginning.</param>
    /// <returns>False where the packet is to be dropped; its content is then undefined.</returns>
    public bool TryUnprotectRtcp(Span<byte> packet, out int length)
    {
        length = 0;
        if (packet.Length < SrtpTransform.RtcpHeaderLength + _rtcpOverhead || packet[0] >> 6 != 2)
            return DropAsNotAuthentic();
        var indexWord = BinaryPrimitives.ReadUInt32BigEndian(packet[^_rtcpIndexFromEnd..]);
        if ((indexWord & SrtpTransform.RtcpEncryptedFlag) == 0)
            return DropAsNotAuthentic();

        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        var index = indexWord & ~SrtpTransform.RtcpEncryptedFlag;
        var slot = Find(_rtcp, _rtcpCount, ssrc);
        var isNew = slot == _rtcpCount;
        if (isNew && slot == MaximumStreams)
            return DropAsNotAuthentic();
        if (!isNew && !_rtcp[slot].Window.Allows(index))
            return DropAsReplayed();
        if (!_transform.DecryptRtcp(packet, ssrc, index))
            return DropAsNotAuthentic();

        if (isNew)
            _rtcp[_rtcpCount++] = new Stream { Ssrc = ssrc };
        _rtcp[slot].Window.Accept(index);
        length = packet.Length - _rtcpOverhead;
        return true;
    }

    public void Dispose() => _transform.Dispose();

    private static int Find(Stream[] streams, int count, uint ssrc)
    {
        for (var i = 0; i < count; i++)
        {
            if (streams[i].Ssrc == ssrc)
                return i;
        }

        return count;
    }

    private bool DropAsReplayed()
    {
        Replayed++;
        return false;
    }

    private bool DropAsNotAuthentic()
    {
        NotAuthentic++;
        return false;
    }

    private struct Stream
    {
        public uint Ssrc;
        public ReplayWindow Window;
    }
}
