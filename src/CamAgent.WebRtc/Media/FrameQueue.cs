namespace CamAgent.WebRtc.Media;

/// <summary>The frames that wait for one viewer, bounded in number and bytes. It holds a reference to each.</summary>
internal sealed class FrameQueue(int maximumFrames, int maximumBytes)
{
    private readonly SharedFrame?[] _frames = new SharedFrame?[maximumFrames];
    private int _first;

    internal int Count { get; private set; }

    internal int Bytes { get; private set; }

    /// <summary>
    /// Takes over a reference; false, and nothing taken, where the frame is beyond a bound. A single frame may be larger than the bytes allow.
    /// </summary>
    internal bool TryEnqueue(SharedFrame frame)
    {
        if (Count == _frames.Length || (Count > 0 && Bytes + frame.Payloads.Length > maximumBytes))
            return false;
        _frames[(_first + Count++) % _frames.Length] = frame;
        Bytes += frame.Payloads.Length;
        return true;
    }

    /// <summary>Gives the oldest frame with its reference.</summary>
    internal bool TryDequeue(out SharedFrame frame)
    {
        frame = null!;
        if (Count == 0)
            return false;
        frame = _frames[_first]!;
        _frames[_first] = null;
        _first = (_first + 1) % _frames.Length;
        Count--;
        Bytes -= frame.Payloads.Length;
        return true;
    }

    /// <summary>Releases every frame and says how many there were.</summary>
    internal int Clear()
    {
        var dropped = Count;
        while (TryDequeue(out var frame))
            frame.Release();
        return dropped;
    }
}
