using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Hardware.Video4Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>A device's buffers of one direction: queued to the device, dequeued when it has filled or read them. Single-planar queues look like
/// multiplanar ones with one plane. Nothing is allocated for a picture.</summary>
/// <remarks>Streaming and dequeuing belong to one thread. <see cref="Enqueue(int)"/> and its like may be called by any.</remarks>
internal sealed unsafe partial class BufferQueue : IDisposable
{
    /// <summary>VIDEO_MAX_FRAME; newer kernels can give more on demand, nobody here demands.</summary>
    private const int MaximumBuffers = 32;

    /// <summary>No picture is larger; a driver that says so is not believed.</summary>
    private const uint MaximumPlaneLength = 1u << 30;

    private readonly string _path;
    private readonly IVideoDeviceCalls _calls;
    private readonly V4l2Abi _abi;
    private readonly Mapping[][] _mappings;
    private readonly Lock _sync = new();
    private uint _queued;
    private int _isDisposed;

    private BufferQueue(string path, IVideoDeviceCalls calls, V4l2Abi abi, BufferType type, MemoryKind memory, int count, int planeCount)
    {
        _path = path;
        _calls = calls;
        _abi = abi;
        Type = type;
        Memory = memory;
        PlaneCount = planeCount;
        _mappings = new Mapping[count][];
        foreach (ref var planes in _mappings.AsSpan())
            planes = new Mapping[planeCount];
    }

    public BufferType Type { get; }

    public MemoryKind Memory { get; }

    /// <summary>How many buffers there are; their indices begin at zero.</summary>
    public int Count => _mappings.Length;

    /// <summary>Memory planes of each buffer.</summary>
    public int PlaneCount { get; }

    /// <summary>How many buffers the device has.</summary>
    public int QueuedCount
    {
        get
        {
            lock (_sync)
                return System.Numerics.BitOperations.PopCount(_queued);
        }
    }

    /// <summary>The device has given its last buffer (after a drain, or a change of the source).</summary>
    public bool IsDrained { get; private set; }

    /// <summary>Pictures that were lost before they came here, by the gaps in the driver's count.</summary>
    public long LostPictures { get; private set; }

    public bool IsStreaming { get; private set; }

    internal static BufferQueue Create(string path, IVideoDeviceCalls calls, V4l2Abi abi, BufferType type, MemoryKind memory, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumBuffers);
        var given = Request(path, calls, type, memory, count);
        if (given is 0 or > MaximumBuffers)
        {
            _ = TryRequest(calls, type, memory, 0, out _);
            throw DeviceFault.Impossible(path, $"gave {given} buffers of {count}");
        }

        var queue = new BufferQueue(path, calls, abi, type, memory, given, planeCount: PlaneCountOf(calls, abi, path, type, memory));
        try
        {
            queue.Query();
            return queue;
        }
        catch
        {
            queue.Dispose();
            throw;
        }
    }

    /// <summary>A plane's memory, of <see cref="MemoryKind.Mmap"/>. Valid while the caller has the buffer, and the queue lives.</summary>
    public Span<byte> Plane(int index, int plane)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        var mapping = _mappings[index][plane];
        return new((void*)mapping.Address, mapping.Length);
    }

    /// <summary>Bytes of a plane.</summary>
    public int PlaneLength(int index, int plane) => _mappings[index][plane].Length;

    /// <summary>The bytes that a dequeued buffer holds in a plane.</summary>
    public ReadOnlySpan<byte> Data(in DequeuedBuffer buffer, int plane) =>
        Plane(buffer.Index, plane).Slice(buffer.DataOffset(plane), buffer.BytesUsed(plane));

    /// <summary>A buffer's memory as a DMABUF, for another device. The caller closes it; the memory lives until both are done.</summary>
    /// <exception cref="VideoDeviceException">The driver cannot pass its memory on.</exception>
    public SafeFileHandle Export(int index, int plane)
    {
        Span<byte> bytes = stackalloc byte[ExportBufferStructure.Size];
        var export = new ExportBufferStructure(bytes, Type, index, plane, LibC.O_RDWR | LibC.O_CLOEXEC);
        var error = _calls.Ioctl(V4l2Requests.ExportBuffer, bytes);
        return error == 0 ? new(export.Descriptor, ownsHandle: true) : throw DeviceFault.Doing(_path, "pass a buffer on", error);
    }

    /// <exception cref="VideoDeviceException">Busy, unplugged, or no bandwidth on its bus.</exception>
    public void StreamOn()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        bytes.Set32(0, (uint)Type);
        var error = _calls.Ioctl(V4l2Requests.StreamOn, bytes);
        if (error != 0)
            throw DeviceFault.Doing(_path, "start its stream", error);
        IsStreaming = true;
        IsDrained = false;
        _hasSequence = false;
    }

    /// <summary>Stops; every buffer is the caller's again, as if never queued. A device that has gone is taken for stopped.</summary>
    public void StreamOff()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        bytes.Set32(0, (uint)Type);
        _ = _calls.Ioctl(V4l2Requests.StreamOff, bytes);
        IsStreaming = false;
        IsDrained = false;
        lock (_sync)
            _queued = 0;
    }

    /// <summary>Stops, unmaps, and gives the buffers back. DMABUFs that were exported stay valid.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        StreamOff();
        foreach (var planes in _mappings)
        {
            foreach (ref var mapping in planes.AsSpan())
            {
                if (mapping.Address != 0)
                    _calls.Unmap(mapping.Address, (nuint)mapping.Length);
                mapping = default;
            }
        }

        _ = TryRequest(_calls, Type, Memory, 0, out _);
    }

    private static int Request(string path, IVideoDeviceCalls calls, BufferType type, MemoryKind memory, int count)
    {
        var error = TryRequest(calls, type, memory, count, out var given);
        return error == 0 ? given : throw DeviceFault.Doing(path, $"give {count} buffers", error);
    }

    private static int TryRequest(IVideoDeviceCalls calls, BufferType type, MemoryKind memory, int count, out int given)
    {
        Span<byte> bytes = stackalloc byte[RequestBuffersStructure.Size];
        var request = new RequestBuffersStructure(bytes, count, type, memory);
        var error = calls.Ioctl(V4l2Requests.RequestBuffers, bytes);
        given = (int)Math.Min(request.Count, int.MaxValue);
        return error;
    }

    /// <summary>Asked with room for all planes, QUERYBUF answers with how many there are.</summary>
    private static int PlaneCountOf(IVideoDeviceCalls calls, V4l2Abi abi, string path, BufferType type, MemoryKind memory)
    {
        if (!type.IsMultiplanar())
            return 1;
        Span<byte> bytes = stackalloc byte[abi.Buffer.Size];
        Span<byte> planes = stackalloc byte[abi.Plane.Size * DeviceFormat.MaximumPlanes];
        fixed (byte* address = planes)
        {
            var buffer = new BufferStructure(bytes, planes, (nint)address, abi, type, memory);
            var error = calls.Ioctl(abi.Requests.QueryBuffer, bytes);
            if (error != 0)
                throw DeviceFault.Doing(path, "describe its buffers", error);
            return buffer.Length is >= 1 and <= DeviceFormat.MaximumPlanes
                ? (int)buffer.Length
                : throw DeviceFault.Impossible(path, $"has buffers of {buffer.Length} planes");
        }
    }

    private void Query()
    {
        Span<byte> bytes = stackalloc byte[_abi.Buffer.Size];
        Span<byte> planes = stackalloc byte[PlanesSize];
        fixed (byte* address = planes)
        {
            for (var index = 0; index < Count; index++)
            {
                var buffer = new BufferStructure(bytes, planes, (nint)address, _abi, Type, Memory) { Index = (uint)index };
                var error = _calls.Ioctl(_abi.Requests.QueryBuffer, bytes);
                if (error != 0)
                    throw DeviceFault.Doing(_path, "describe its buffers", error);
                for (var plane = 0; plane < PlaneCount; plane++)
                    _mappings[index][plane] = Memory == MemoryKind.Mmap ? Map(buffer, plane) : default;
            }
        }
    }

    private Mapping Map(in BufferStructure buffer, int plane)
    {
        var length = buffer.PlaneLength(plane);
        if (length is 0 or > MaximumPlaneLength)
            throw DeviceFault.Impossible(_path, $"has buffers of {length} bytes");
        // Output buffers are written; capture buffers are only read, and some drivers map them no other way.
        var error = _calls.Map(length, buffer.MapOffset(plane), Type.IsOutput(), out var address);
        return error == 0 ? new(address, (int)length) : throw DeviceFault.Doing(_path, "share its memory", error);
    }

    private int PlanesSize => Type.IsMultiplanar() ? _abi.Plane.Size * PlaneCount : 0;

    private readonly record struct Mapping(nint Address, int Length);
}
