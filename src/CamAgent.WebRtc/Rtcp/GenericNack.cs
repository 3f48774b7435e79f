using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>Walks the lost packets that a generic NACK names (RFC 4585 §6.2.1).</summary>
public ref struct GenericNack
{
    /// <summary>Entries of one message that are looked at, each for up to 17 packets; a 1500-byte datagram holds 370.</summary>
    public const int MaximumEntries = 370;

    private ReadOnlySpan<byte> _entries;
    private SequenceNumber _next;
    private uint _pending;

    public Ssrc Sender { get; private init; }

    /// <summary>The source whose packets are missed.</summary>
    public Ssrc Media { get; private init; }

    public static bool TryRead(RtcpPacket packet, out GenericNack nack)
    {
        nack = default;
        var body = packet.Body;
        if (packet.Type != RtcpPacketType.TransportFeedback || packet.Count != FeedbackFormat.GenericNack || body.Length < 12)
            return false;
        nack = new GenericNack
        {
            Sender = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(body)),
            Media = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(body[4..])),
            _entries = body[8..Math.Min(body.Length / 4 * 4, 8 + (4 * MaximumEntries))],
        };
        return true;
    }

    /// <summary>Gives the next missed packet.</summary>
    public bool TryReadLost(out SequenceNumber sequence)
    {
        sequence = default;
        if (_pending == 0)
        {
            if (_entries.Length < 4)
                return false;
            // The packet id itself, and a bit for each of the 16 that follow it.
            _next = new SequenceNumber(BinaryPrimitives.ReadUInt16BigEndian(_entries));
            _pending = 1 | ((uint)BinaryPrimitives.ReadUInt16BigEndian(_entries[2..]) << 1);
            _entries = _entries[4..];
        }

        var skip = System.Numerics.BitOperations.TrailingZeroCount(_pending);
        sequence = _next + skip;
        _next = sequence.Next;
        _pending = (uint)((ulong)_pending >> (skip + 1));
        return true;
    }
}
