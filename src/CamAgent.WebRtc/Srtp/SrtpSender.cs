using System.Buffers.Binary;

namespace CamAgent.WebRtc.Srtp;

/// <summary>
/// Protects what this end sends: RTP and RTCP under the local master key (RFC 3711, RFC 7714).
/// One thread at a time; it lives as long as its DTLS session's keys are in use and allocates nothing for each packet.
/// </summary>
/// <remarks>
/// A packet's keystream follows from the key, the SSRC and the sequence number alone. Whoever protects two different packets under one
/// sequence number of one SSRC gives both away, and with GCM the authentication key too. So a retransmission on the same SSRC must be the
/// same packet byte for byte, header extensions included: what differs from one sending to the next (transport-wide sequence numbers,
/// send times) must not be in a packet that is sent again on its own SSRC, or the retransmission must go on an RTX stream (RFC 4588).
/// </remarks>
public sealed class SrtpSender : IDisposable
{
    /// <summary>Streams (SSRCs) that one sender serves.</summary>
    public const int MaximumStreams = 16;

    private const uint LastRtcpIndex = 0x7FFFFFFF;

    private readonly SrtpTransform _transform;
    private readonly Stream[] _streams = new Stream[MaximumStreams];
    private int _streamCount;
    private uint _rtcpIndex;

    public SrtpSender(SrtpMasterKey master)
    {
        Profile = master.Profile;
        RtpOverhead = master.Profile.RtpOverhead;
        RtcpOverhead = master.Profile.RtcpOverhead;
        _transform = SrtpTransform.Create(master, encrypt: true);
    }

    public SrtpProfile Profile { get; }

    /// <summary>What a protected RTP packet is longer, in bytes.</summary>
    public int RtpOverhead { get; }

    /// <summary>What a protected RTCP packet is longer, in bytes.</summary>
    public int RtcpOverhead { get; }

    /// <summary>
    /// Writes header, encrypted payload and tag to the destination and returns their length. The roll-over counter follows the sequence
    /// numbers: one up to 2^15 behind the highest is an older packet sent again, and gets the counter it had.
    /// </summary>
    /// <param name="header">The complete RTP header with its contributing sources and extensions. It may already stand at the
    /// destination's beginning.</param>
    /// <param name="payload">Apart from the destination: it is read only, so that many sessions can share it. Padding belongs to
    /// it.</param>
    /// <exception cref="ArgumentException">The destination is too short, or the header is not one RTP header.</exception>
    /// <exception cref="InvalidOperationException">Too many SSRCs, or a sequence number before the stream's first: a fault of the
    /// caller.</exception>
    public int Protect(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        var length = header.Length + payload.Length + RtpOverhead;
        if (destination.Length < length)
            throw new ArgumentException("The destination is too short for the protected packet.", nameof(destination));
        if (!SrtpPacketHeader.TryRead(header, out var fields) || fields.Length != header.Length)
            throw new ArgumentException("This is not an RTP header, the whole of it and no more.", nameof(header));

        ref var stream = ref FindOrAdd(fields.Ssrc, fields.SequenceNumber);
        if (!SrtpPacketIndex.TryEstimate(stream.Highest, fields.SequenceNumber, out var index))
            throw new InvalidOperationException($"Sequence number {fields.SequenceNumber} of SSRC {fields.Ssrc:x8} lies outside what this key may protect.");

        header.CopyTo(destination);
        _transform.EncryptRtp(payload, destination[..length], header.Length, fields.Ssrc, index);
        stream.Highest = Math.Max(stream.Highest, index);
        return length;
    }

    /// <summary>Writes the protected form of a compound RTCP packet to the destination and returns its length.</summary>
    /// <param name="packet">At least 8 bytes; apart from the destination.</param>
    /// <exception cref="ArgumentException">The destination is too short, or the packet is.</exception>
    public int ProtectRtcp(ReadOnlySpan<byte> packet, Span<byte> destination)
    {
        var length = packet.Length + RtcpOverhead;
        if (packet.Length < SrtpTransform.RtcpHeaderLength)
            throw new ArgumentException("An RTCP packet has at least 8 bytes.", nameof(packet));
        if (destination.Length < length)
            throw new ArgumentException("The destination is too short for the protected packet.", nameof(destination));
        if (_rtcpIndex == LastRtcpIndex)
            throw new InvalidOperationException("This key has protected as many RTCP packets as it may (RFC 3711 §9.2).");

        // RFC 3711 §3.4: the index grows by one before each packet. One count for all SSRCs keeps it unique for each of them.
        _rtcpIndex++;
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        _transform.EncryptRtcp(packet, destination[..length], ssrc, _rtcpIndex);
        return length;
    }

    public void Dispose() => _transform.Dispose();

    private ref Stream FindOrAdd(uint ssrc, ushort sequenceNumber)
    {
        for (var i = 0; i < _streamCount; i++)
        {
            if (_streams[i].Ssrc == ssrc)
                return ref _streams[i];
        }

        if (_streamCount == MaximumStreams)
            throw new InvalidOperationException($"More than {MaximumStreams} SSRCs are sent in one session.");
        ref var added = ref _streams[_streamCount++];
        added = new Stream { Ssrc = ssrc, Highest = sequenceNumber };
        return ref added;
    }

    private struct Stream
    {
        public uint Ssrc;
        public ulong Highest;
    }
}
