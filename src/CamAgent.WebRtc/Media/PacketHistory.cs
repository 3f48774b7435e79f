using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>A packet that was sent, as far as it takes to write the same packet again.</summary>
internal struct SentPacket
{
    internal SharedFrame? Frame;
    internal int Payload;
    internal long Index;
    internal RtpTimestamp Timestamp;
    internal bool Marker;
    internal bool ResendPending;
    internal bool Resent;
    internal Instant SentAt;
    internal Instant ResentAt;
}

/// <summary>
/// The packets sent last, for retransmission: at most <see cref="Capacity"/> and none older than <see cref="MaximumAge"/>.
/// Each holds a reference to its frame.
/// </summary>
internal sealed class PacketHistory
{
    /// <summary>Three seconds at 6 Mbit/s; a power of two.</summary>
    internal const int Capacity = 2048;

    /// <summary>Longer than any receiver waits for a packet.</summary>
    internal static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(3);

    private readonly SentPacket[] _packets = new SentPacket[Capacity];
    private long _first;
    private long _next;

    internal PacketHistory(long firstIndex) => _first = _next = firstIndex;

    internal int Count => (int)(_next - _first);

    /// <summary>Keeps the packet that follows the last one kept, and takes a reference to its frame.</summary>
    internal void Add(SharedFrame frame, int payload, RtpTimestamp timestamp, bool marker, Instant now)
    {
        if (Count == Capacity)
            DropFirst();
        frame.AddReference();
        Slot(_next) = new SentPacket
        {
            Frame = frame,
            Payload = payload,
            Index = _next,
            Timestamp = timestamp,
            Marker = marker,
            SentAt = now,
        };
        _next++;
    }

    /// <summary>The kept packet with this sequence number; a null reference where there is none.</summary>
    internal ref SentPacket Find(SequenceNumber sequence)
    {
        var age = (ushort)(_next - 1 - sequence.Value);
        return ref FindIndex(_next - 1 - age);
    }

    internal ref SentPacket FindIndex(long index)
    {
        if (index < _first || index >= _next)
            return ref System.Runtime.CompilerServices.Unsafe.NullRef<SentPacket>();
        return ref Slot(index);
    }

    /// <summary>Lets go of the packets that are too old.</summary>
    internal void Trim(Instant now)
    {
        while (_first < _next && now - Slot(_first).SentAt > MaximumAge)
            DropFirst();
    }

    internal void Clear()
    {
        while (_first < _next)
            DropFirst();
    }

    private void DropFirst()
    {
        ref var packet = ref Slot(_first++);
        packet.Frame!.Release();
        packet.Frame = null;
    }

    private ref SentPacket Slot(long index) => ref _packets[index & (Capacity - 1)];
}
