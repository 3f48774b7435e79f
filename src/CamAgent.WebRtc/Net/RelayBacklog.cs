namespace CamAgent.WebRtc.Net;

/// <summary>
/// Bytes on their way from the media loop to a connection that may be slow: two buffers, one filled by the loop, one being written. Bounded,
/// and it knows how long its oldest byte has been waiting.
/// </summary>
internal sealed class RelayBacklog
{
    /// <summary>A key frame of the highest rate, and more than any of them needs to get away in time.</summary>
    private const int Capacity = 512 * 1024;

    private const int InitialSize = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<(long End, Instant At)> _marks = new();
    private byte[] _filling = new byte[InitialSize];
    private byte[] _writing = new byte[InitialSize];
    private int _filled;
    private long _appended;
    private long _written;
    private long _lastMark;

    /// <summary>False where it does not fit: the message is dropped as a whole.</summary>
    public bool TryAppend(ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            if (_appended - _written + message.Length > Capacity)
                return false;
            if (_filled + message.Length > _filling.Length)
                Array.Resize(ref _filling, Math.Max(_filling.Length * 2, _filled + message.Length));
            message.CopyTo(_filling.AsSpan(_filled));
            _filled += message.Length;
            _appended += message.Length;
            return true;
        }
    }

    /// <summary>For the one writer: what has been appended since the last time.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        lock (_gate)
        {
            (_filling, _writing) = (_writing, _filling);
            var taken = _writing.AsMemory(0, _filled);
            _filled = 0;
            return taken;
        }
    }

    /// <summary>So much of what was taken is with the system now.</summary>
    public void OnWritten(int count)
    {
        lock (_gate)
            _written += count;
    }

    /// <summary>How long the oldest byte that is here has waited, to the precision of this method's own calls.</summary>
    public TimeSpan Age(Instant now)
    {
        lock (_gate)
        {
            while (_marks.TryPeek(out var past) && past.End <= _written)
                _marks.Dequeue();
            if (_appended > _lastMark)
            {
                _lastMark = _appended;
                if (_appended > _written)
                    _marks.Enqueue((_appended, now));
            }

            return _marks.TryPeek(out var oldest) ? now - oldest.At : TimeSpan.Zero;
        }
    }
}
