namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>Pictures that an encoder has taken in and not given back as access units: by the timestamp, which V4L2 copies from one to the other.
/// Nothing else tells which belongs to which.</summary>
internal sealed class PicturesInside
{
    /// <summary>More than any queue holds.</summary>
    private const int Capacity = 64;

    private readonly (long Microseconds, long CaptureTimestamp)[] _pictures = new (long, long)[Capacity];
    private (long Microseconds, long CaptureTimestamp) _last = (-1, 0);
    private long _microseconds;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Pictures of which nothing came: later ones overtook them.</summary>
    public long Dropped { get; private set; }

    /// <param name="time">Of the picture's capture. Equal ones and steps back are made to rise: a timestamp stands for one picture.</param>
    /// <returns>The timestamp to give it, in microseconds.</returns>
    public long Add(TimeSpan time, long captureTimestamp)
    {
        if (Count == Capacity)
            RemoveFirst(1);
        _microseconds = Math.Max((long)time.TotalMicroseconds, _microseconds + 1);
        _pictures[Count++] = (_microseconds, captureTimestamp);
        return _microseconds;
    }

    /// <summary>The last one did not get in after all.</summary>
    public void TakeBack() => Count--;

    /// <summary>An access unit has come.</summary>
    /// <returns>Its picture's capture timestamp.</returns>
    public long Take(long microseconds)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_pictures[i].Microseconds != microseconds)
                continue;
            _last = _pictures[i];
            Dropped += i;
            RemoveFirst(i + 1);
            return _last.CaptureTimestamp;
        }

        // A second unit of the same picture, or a driver that does not copy timestamps: then the order is all there is.
        if (microseconds == _last.Microseconds || Count == 0)
            return _last.CaptureTimestamp;
        var oldest = _pictures[0].CaptureTimestamp;
        _last.CaptureTimestamp = oldest;
        RemoveFirst(1);
        return oldest;
    }

    public void Clear() => Count = 0;

    private void RemoveFirst(int count)
    {
        _pictures.AsSpan(count, Count - count).CopyTo(_pictures);
        Count -= count;
    }
}
