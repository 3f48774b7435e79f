namespace CamAgent.Hosting;

/// <summary>A rate from a growing number of bytes: over the time since the reading before last, at least a second.</summary>
internal sealed class BitrateMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private long _since = time.GetTimestamp();
    private long _bytes;
    private long _rate;

    /// <returns>Bits a second.</returns>
    public long Read(long bytes)
    {
        lock (_gate)
        {
            var elapsed = time.GetElapsedTime(_since);
            if (elapsed < Window)
                return _rate;
            _rate = (long)((bytes - _bytes) * 8 / elapsed.TotalSeconds);
            _since = time.GetTimestamp();
            _bytes = bytes;
            return _rate;
        }
    }
}
