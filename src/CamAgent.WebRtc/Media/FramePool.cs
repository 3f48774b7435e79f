using System.Buffers;
using System.Collections.Concurrent;

namespace CamAgent.WebRtc.Media;

/// <summary>Frames that are not in use. Rented on the capture thread, returned on whichever thread lets go last.</summary>
public sealed class FramePool
{
    // Three seconds of history at 60 pictures a second, and queues; beyond that frames are left to the collector.
    private const int Capacity = 256;

    private readonly ConcurrentQueue<SharedFrame> _free = new();
    private int _outstanding;

    /// <param name="buffers">Where the payloads' memory comes from; the shared pool if null.</param>
    public FramePool(ArrayPool<byte>? buffers = null) => Buffers = buffers ?? ArrayPool<byte>.Shared;

    /// <summary>Frames that somebody holds.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    internal ArrayPool<byte> Buffers { get; }

    /// <summary>Gives an empty frame with one reference.</summary>
    internal SharedFrame Rent()
    {
        Interlocked.Increment(ref _outstanding);
        if (!_free.TryDequeue(out var frame))
            frame = new SharedFrame(this);
        frame.Begin();
        return frame;
    }

    internal void Return(SharedFrame frame)
    {
        Interlocked.Decrement(ref _outstanding);
        if (_free.Count < Capacity)
            _free.Enqueue(frame);
    }
}
