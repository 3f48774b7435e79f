using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Video4Linux;

/// <content>Buffers to the device and back.</content>
internal sealed unsafe partial class BufferQueue
{
    private bool _hasSequence;
    private uint _sequence;

    /// <summary>Gives an empty buffer of a capture queue to the device.</summary>
    /// <exception cref="VideoDeviceException">The device refuses it.</exception>
    public void Enqueue(int index) => Enqueue(index, ReadOnlySpan<int>.Empty, TimeSpan.Zero);

    /// <summary>Gives a buffer that has been written to an output queue's device.</summary>
    /// <param name="bytesUsed">Of each plane, from the plane's beginning on.</param>
    /// <param name="timestamp">Comes back with what the device makes of it; only microseconds count.</param>
    /// <exception cref="VideoDeviceException">The device refuses it.</exception>
    public void Enqueue(int index, ReadOnlySpan<int> bytesUsed, TimeSpan timestamp)
    {
        Span<byte> bytes = stackalloc byte[_abi.Buffer.Size];
        Span<byte> planes = stackalloc byte[PlanesSize];
        fixed (byte* address = planes)
        {
            var buffer = new BufferStructure(bytes, planes, (nint)address, _abi, Type, Memory) { Index = (uint)index, Timestamp = timestamp };
            for (var plane = 0; plane < PlaneCount; plane++)
            {
                buffer.SetPlaneLength(plane, _mappings[index][plane].Length);
                if (plane < bytesUsed.Length)
                    buffer.SetBytesUsed(plane, bytesUsed[plane]);
            }

            Give(index, buffer, bytes);
        }
    }

    /// <summary>Gives another device's buffer to the device: to be read by an output queue's, to be filled by a capture queue's.</summary>
    /// <param name="source">As many planes as the queue has.</param>
    /// <exception cref="VideoDeviceException">The device cannot use this memory.</exception>
    public void Enqueue(int index, ReadOnlySpan<DmaBufPlane> source, TimeSpan timestamp)
    {
        if (source.Length != PlaneCount)
            throw new ArgumentException($"{source.Length} planes for a queue of {PlaneCount}.", nameof(source));
        Span<byte> bytes = stackalloc byte[_abi.Buffer.Size];
        Span<byte> planes = stackalloc byte[PlanesSize];
        fixed (byte* address = planes)
        {
            var buffer = new BufferStructure(bytes, planes, (nint)address, _abi, Type, Memory) { Index = (uint)index, Timestamp = timestamp };
            for (var plane = 0; plane < PlaneCount; plane++)
            {
                // The caller holds the handle for as long as this call takes.
                buffer.SetDescriptor(plane, (int)source[plane].Descriptor.DangerousGetHandle());
                buffer.SetPlaneLength(plane, source[plane].Length);
                buffer.SetBytesUsed(plane, source[plane].BytesUsed);
                buffer.SetDataOffset(plane, source[plane].DataOffset);
            }

            Give(index, buffer, bytes);
        }
    }

    /// <summary>Takes a buffer that the device has done with.</summary>
    /// <returns>False where none is ready, or none comes any more (<see cref="IsDrained"/>).</returns>
    /// <exception cref="VideoDeviceException">The device has failed or gone, or gave something that cannot be.</exception>
    public bool TryDequeue(out DequeuedBuffer dequeued)
    {
        dequeued = default;
        Span<byte> bytes = stackalloc byte[_abi.Buffer.Size];
        Span<byte> planes = stackalloc byte[PlanesSize];
        fixed (byte* address = planes)
        {
            var buffer = new BufferStructure(bytes, planes, (nint)address, _abi, Type, Memory);
            var error = _calls.Ioctl(_abi.Requests.DequeueBuffer, bytes);
            switch (error)
            {
                case 0:
                    dequeued = Take(buffer);
                    return true;
                case LibC.EAGAIN:
                    return false;
                case LibC.EPIPE:
                    // "the buffer with the LAST flag was dequeued already" (VIDIOC_DQBUF).
                    IsDrained = true;
                    return false;
                default:
                    throw DeviceFault.Doing(_path, "give a picture", error);
            }
        }
    }

    private void Give(int index, in BufferStructure buffer, Span<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_mappings.Length, nameof(index));
        if (Type.IsOutput())
            buffer.SetProgressive();
        lock (_sync)
            _queued |= 1u << index;
        var error = _calls.Ioctl(_abi.Requests.QueueBuffer, bytes);
        if (error == 0)
            return;
        lock (_sync)
            _queued &= ~(1u << index);
        throw DeviceFault.Doing(_path, "take a buffer", error);
    }

    private DequeuedBuffer Take(in BufferStructure buffer)
    {
        var index = buffer.Index;
        lock (_sync)
        {
            if (index >= (uint)Count || (_queued & (1u << (int)index)) == 0)
                throw DeviceFault.Impossible(_path, $"gave back buffer {index}, which it did not have");
            _queued &= ~(1u << (int)index);
        }

        var flags = buffer.Flags;
        var extents = default(DequeuedBuffer.Extents);
        for (var plane = 0; plane < PlaneCount; plane++)
        {
            if (!TryRead(buffer, (int)index, plane, out extents[plane]))
                flags |= BufferFlags.Error;
        }

        CountGap(buffer.Sequence);
        return new((int)index, flags, (Field)buffer.Field, buffer.Sequence, buffer.Timestamp, extents);
    }

    /// <summary>V4L2: bytesused includes data_offset. What reaches beyond the memory is cut there, and counts as an error.</summary>
    private bool TryRead(in BufferStructure buffer, int index, int plane, out DequeuedBuffer.Extent extent)
    {
        var (used, offset) = (buffer.BytesUsed(plane), buffer.DataOffset(plane));
        var limit = Memory == MemoryKind.Mmap ? (uint)_mappings[index][plane].Length : Math.Min(buffer.PlaneLength(plane), MaximumPlaneLength);
        var end = Math.Min(used, limit);
        var begin = Math.Min(offset, end);
        extent = new((int)begin, (int)(end - begin));
        return used <= limit && offset <= used;
    }

    private void CountGap(uint sequence)
    {
        var gap = sequence - _sequence - 1;
        // A driver that counts nothing, or begins anew, shows no gap that means anything.
        if (_hasSequence && gap < 1000)
            LostPictures += gap;
        _hasSequence = true;
        _sequence = sequence;
    }
}
