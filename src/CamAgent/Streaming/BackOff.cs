namespace CamAgent.Streaming;

/// <summary>Pauses between attempts: doubling up to a limit, each shortened by up to a quarter at random so that a fleet does not march in step.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan limit, WebRtc.RandomSource random)
{
    private TimeSpan _next;

    internal TimeSpan Next()
    {
        _next = _next == TimeSpan.Zero ? first : _next * 2 < limit ? _next * 2 : limit;
        return _next * (1 - (random.NextDouble() / 4));
    }

    /// <summary>After a success that lasted.</summary>
    internal void Reset() => _next = TimeSpan.Zero;
}
