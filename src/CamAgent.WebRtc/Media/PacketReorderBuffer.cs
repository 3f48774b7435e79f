using System.Buffers;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>Payloads that arrived before one that is missing, each in a rented buffer, until the gap closes or is given up.</summary>
internal sealed class PacketReorderBuffer
{
    /// <summary>Packets from the gap to the newest; a power of two.</summary>
    internal const int Capacity = 1024;

    private readonly Slot[] _slots = new Slot[Capacity];

    internal int Count { get; private set; }

    /// <summary>Keeps a copy; false for a duplicate.</summary>
    internal bool TryAdd(long position, RtpTimestamp timestamp, bool marker, ReadOnlySpan<byte> payload)
    {
        ref var slot = ref _slots[position & (Capacity - 1)];
        if (slot.Buffer is not null)
            return false;
        slot = new Slot(ArrayPool<byte>.Shared.Rent(Math.Max(1, payload.Length)), payload.Length, timestamp, marker);
        payload.CopyTo(slot.Buffer);
        Count++;
        return true;
    }

    /// <summary>True where the packet at this position is kept.</summary>
    internal bool Contains(long position) => _slots[position & (Capacity - 1)].Buffer is not null;

    /// <summary>Hands a kept packet to the depacketizer and frees its place.</summary>
    internal void MoveTo(H264Depacketizer depacketizer, long position)
    {
        ref var slot = ref _slots[position & (Capacity - 1)];
        var buffer = slot.Buffer!;
        depacketizer.Add(new SequenceNumber((ushort)position), slot.Timestamp, slot.Marker, buffer.AsSpan(0, slot.Length));
        slot = default;
        Count--;
        ArrayPool<byte>.Shared.Return(buffer);
    }

    internal void Clear()
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.Buffer is not null)
                ArrayPool<byte>.Shared.Return(slot.Buffer);
            slot = default;
        }

        Count = 0;
    }

    private readonly record struct Slot(byte[]? Buffer, int Length, RtpTimestamp Timestamp, bool Marker);
}
