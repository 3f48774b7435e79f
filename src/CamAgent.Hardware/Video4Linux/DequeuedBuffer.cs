using System.Runtime.CompilerServices;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>A buffer that the device has given back. It is the caller's until it is queued again.</summary>
internal readonly struct DequeuedBuffer
{
    private readonly Extents _extents;

    internal DequeuedBuffer(int index, BufferFlags flags, Field field, uint sequence, TimeSpan timestamp, Extents extents)
    {
        Index = index;
        Flags = flags;
        Field = field;
        Sequence = sequence;
        Timestamp = timestamp;
        _extents = extents;
    }

    public int Index { get; }

    public BufferFlags Flags { get; }

    public Field Field { get; }

    /// <summary>The driver's count of pictures.</summary>
    public uint Sequence { get; }

    /// <summary>Of the clock that <see cref="Flags"/> name; zero where the driver gives none.</summary>
    public TimeSpan Timestamp { get; }

    /// <summary>What is in the buffer may be corrupt.</summary>
    public bool HasError => (Flags & BufferFlags.Error) != BufferFlags.None;

    /// <summary>Nothing more comes after it.</summary>
    public bool IsLast => (Flags & BufferFlags.Last) != BufferFlags.None;

    public bool IsKeyFrame => (Flags & BufferFlags.KeyFrame) != BufferFlags.None;

    /// <summary>Bytes of data in a plane, behind <see cref="DataOffset"/>; never beyond the plane's end.</summary>
    public int BytesUsed(int plane) => _extents[plane].Length;

    /// <summary>Where a plane's data begin.</summary>
    public int DataOffset(int plane) => _extents[plane].Offset;

    internal readonly record struct Extent(int Offset, int Length);

    [InlineArray(DeviceFormat.MaximumPlanes)]
    internal struct Extents
    {
        private Extent _first;
    }
}
