namespace CamAgent.WebRtc.Net;

/// <summary>The clock at the edge: turns a <see cref="TimeProvider"/>'s time stamps into the <see cref="Instant"/>s that the cores are given.</summary>
public sealed class MonotonicClock(TimeProvider timeProvider)
{
    private readonly double _ticksPerTimestamp = (double)TimeSpan.TicksPerSecond / timeProvider.TimestampFrequency;

    public Instant Now => FromTimestamp(timeProvider.GetTimestamp());

    /// <param name="timestamp">As <see cref="TimeProvider.GetTimestamp"/> gives it.</param>
    public Instant FromTimestamp(long timestamp) => new((long)(timestamp * _ticksPerTimestamp));
}
