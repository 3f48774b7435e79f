using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>
/// One packetized access unit, shared by every viewer: immutable, pooled, counted. Whoever keeps it holds a reference; with the last one its buffer goes back.
/// References may be taken and released on any thread.
/// </summary>
public sealed class SharedFrame
{
    private readonly FramePool _pool;
    private int _references;

    internal SharedFrame(FramePool pool)
    {
        _pool = pool;
        Payloads = new PayloadList(pool.Buffers);
    }

    /// <summary>The RTP payloads in sending order, the marker belonging on the last.</summary>
    public PayloadList Payloads { get; }

    /// <summary>An IDR picture with its parameter sets: a viewer can begin here.</summary>
    public bool IsKeyFrame { get; private set; }

    public MediaTime MediaTime { get; private set; }

    /// <summary>When the picture was taken.</summary>
    public Instant Captured { get; private set; }

    /// <summary>Takes a further reference, which only who holds one may do.</summary>
    /// <exception cref="InvalidOperationException">Nobody holds one any more: a bug.</exception>
    public void AddReference()
    {
        if (Interlocked.Increment(ref _references) <= 1)
            throw new InvalidOperationException("The frame went back to its pool.");
    }

    /// <summary>Gives a reference back; the frame may not be touched after it.</summary>
    /// <exception cref="InvalidOperationException">There was none: a bug.</exception>
    public void Release()
    {
        var references = Interlocked.Decrement(ref _references);
        if (references < 0)
            throw new InvalidOperationException("The frame was released more often than it was referenced.");
        if (references > 0)
            return;
        Payloads.Clear();
        _pool.Return(this);
    }

    internal void Begin()
    {
        IsKeyFrame = false;
        Volatile.Write(ref _references, 1);
    }

    internal void Describe(bool isKeyFrame, Instant captured)
    {
        IsKeyFrame = isKeyFrame;
        Captured = captured;
        MediaTime = MediaTime.FromInstant(captured);
    }
}
