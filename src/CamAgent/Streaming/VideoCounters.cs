using CamAgent.Hardware.Video;

namespace CamAgent.Streaming;

/// <summary>What the capture thread counts: written there, read anywhere.</summary>
internal sealed class VideoCounters
{
    internal Count Frames { get; } = new();

    internal Count KeyFrames { get; } = new();

    internal Count Bytes { get; } = new();

    internal Count Failures { get; } = new();

    internal void Count(AccessUnit unit)
    {
        Frames.Increment();
        Bytes.Add(unit.Data.Length);
        if (unit.IsKeyFrame)
            KeyFrames.Increment();
    }
}

/// <summary>A number that only grows.</summary>
internal sealed class Count
{
    private long _value;

    internal long Value => Interlocked.Read(ref _value);

    internal void Increment() => Interlocked.Increment(ref _value);

    internal void Add(long amount) => Interlocked.Add(ref _value, amount);
}
