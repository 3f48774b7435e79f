namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_buffer, and the array of v4l2_plane that it points to where the type is multiplanar.</summary>
internal readonly ref struct BufferStructure
{
    /// <summary>V4L2_FIELD_NONE: a whole picture.</summary>
    private const uint Progressive = 1;

    private readonly Span<byte> _bytes;
    private readonly Span<byte> _planes;
    private readonly V4l2Abi _abi;

    /// <param name="planes">Empty where the type is single-planar; else so many planes as its length holds.</param>
    /// <param name="planesAddress">Where <paramref name="planes"/> lie for the kernel.</param>
    public BufferStructure(Span<byte> bytes, Span<byte> planes, nint planesAddress, V4l2Abi abi, BufferType type, MemoryKind memory)
    {
        _bytes = bytes;
        _planes = planes;
        _abi = abi;
        bytes.Clear();
        planes.Clear();
        bytes.Set32(4, (uint)type);
        bytes.Set32(abi.Buffer.Memory, (uint)memory);
        if (planes.IsEmpty)
            return;
        bytes.SetPointer(abi.Buffer.Location, planesAddress, abi);
        bytes.Set32(abi.Buffer.Length, (uint)(planes.Length / abi.Plane.Size));
    }

    public uint Index
    {
        get => _bytes.Get32(0);
        set => _bytes.Set32(0, value);
    }

    public BufferFlags Flags
    {
        get => (BufferFlags)_bytes.Get32(12);
        set => _bytes.Set32(12, (uint)value);
    }

    public uint Field => _bytes.Get32(16);

    public uint Sequence => _bytes.Get32(_abi.Buffer.Sequence);

    /// <summary>Of a single-planar buffer its length in bytes, of a multiplanar one the number of its planes.</summary>
    public uint Length => _bytes.Get32(_abi.Buffer.Length);

    /// <summary>A struct timeval of two 64-bit numbers: seconds and microseconds.</summary>
    public TimeSpan Timestamp
    {
        get
        {
            var (seconds, microseconds) = (_bytes.Get64(_abi.Buffer.Timestamp), _bytes.Get64(_abi.Buffer.Timestamp + 8));
            // Whatever a driver writes there fits no TimeSpan beyond this.
            return seconds is >= 0 and < 1L << 39 && microseconds is >= 0 and < 1_000_000
                ? TimeSpan.FromTicks((seconds * TimeSpan.TicksPerSecond) + (microseconds * TimeSpan.TicksPerMicrosecond))
                : TimeSpan.Zero;
        }
        set
        {
            var seconds = Math.DivRem(value.Ticks, TimeSpan.TicksPerSecond, out var rest);
            _bytes.Set64(_abi.Buffer.Timestamp, seconds);
            _bytes.Set64(_abi.Buffer.Timestamp + 8, rest / TimeSpan.TicksPerMicrosecond);
        }
    }

    public void SetProgressive() => _bytes.Set32(16, Progressive);

    public uint BytesUsed(int plane) => _planes.IsEmpty ? _bytes.Get32(8) : Plane(plane).Get32(0);

    public void SetBytesUsed(int plane, int value)
    {
        if (_planes.IsEmpty)
            _bytes.Set32(8, (uint)value);
        else
            Plane(plane).Set32(0, (uint)value);
    }

    public uint PlaneLength(int plane) => _planes.IsEmpty ? Length : Plane(plane).Get32(4);

    public void SetPlaneLength(int plane, int value)
    {
        if (_planes.IsEmpty)
            _bytes.Set32(_abi.Buffer.Length, (uint)value);
        else
            Plane(plane).Set32(4, (uint)value);
    }

    public uint DataOffset(int plane) => _planes.IsEmpty ? 0 : Plane(plane).Get32(_abi.Plane.DataOffset);

    /// <summary>Single-planar buffers have no data offset.</summary>
    public void SetDataOffset(int plane, int value)
    {
        if (!_planes.IsEmpty)
            Plane(plane).Set32(_abi.Plane.DataOffset, (uint)value);
    }

    /// <summary>m.offset or m.mem_offset: what mmap is given.</summary>
    public uint MapOffset(int plane) => _planes.IsEmpty ? _bytes.Get32(_abi.Buffer.Location) : Plane(plane).Get32(_abi.Plane.Location);

    /// <summary>m.fd of a DMABUF.</summary>
    public void SetDescriptor(int plane, int descriptor)
    {
        if (_planes.IsEmpty)
            _bytes.Set32(_abi.Buffer.Location, (uint)descriptor);
        else
            Plane(plane).Set32(_abi.Plane.Location, (uint)descriptor);
    }

    private Span<byte> Plane(int index) => _planes.Slice(index * _abi.Plane.Size, _abi.Plane.Size);
}
