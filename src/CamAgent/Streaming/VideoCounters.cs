using CamAgent.Hardware.Video;
using CamAgent.WebRtc.Media;

namespace CamAgent.Streaming;

/// <summary>What the capture thread counts: written there, read anywhere.</summary>
internal sealed class VideoCounters
{
    private const int Unasked = -1;

    private readonly Count[] _answered = [.. Enum.GetValues<KeyFrameCause>().Select(_ => new Count())];
    private int _wanted = Unasked;

    internal Count Frames { get; } = new();

    internal Count Bytes { get; } = new();

    internal Count Failures { get; } = new();

    /// <summary>Pictures in the camera's place.</summary>
    internal Count StandIns { get; } = new();

    /// <summary>Key frames that came by themselves: the first, and those of the interval.</summary>
    internal Count KeyFramesUnasked { get; } = new();

    /// <summary>Key frames that answered a request.</summary>
    internal Count KeyFrames(KeyFrameCause cause) => _answered[(int)cause];

    internal void KeyFrameIsWanted(KeyFrameCause cause) => Volatile.Write(ref _wanted, (int)cause);

    internal void Count(AccessUnit unit)
    {
        Frames.Increment();
        Bytes.Add(unit.Data.Length);
        if (!unit.IsKeyFrame)
            return;
        var cause = Interlocked.Exchange(ref _wanted, Unasked);
        (cause == Unasked ? KeyFramesUnasked : _answered[cause]).Increment();
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
