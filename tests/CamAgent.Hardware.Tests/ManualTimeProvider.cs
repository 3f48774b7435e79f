namespace CamAgent.Hardware.Tests;

/// <summary>A clock that stands still until it is moved. Its ticks are microseconds: unlike the system's, so that a mix-up shows.</summary>
internal sealed class ManualTimeProvider(DateTimeOffset? start = null) : TimeProvider
{
    private DateTimeOffset _now = start ?? new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private long _timestamp = 5_000_000;

    public override long TimestampFrequency => 1_000_000;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _timestamp;

    public void Advance(TimeSpan duration)
    {
        _now += duration;
        _timestamp += duration.Ticks / 10;
    }
}
