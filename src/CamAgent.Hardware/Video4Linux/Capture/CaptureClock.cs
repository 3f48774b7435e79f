using System.Diagnostics;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>Driver timestamps as <see cref="TimeProvider"/> timestamps that always grow.</summary>
/// <remarks>CLOCK_MONOTONIC is what <see cref="Stopwatch"/> reads on Linux, so that a picture's age is known exactly; the age is then taken off the
/// provider's present. A driver that gives another clock, the future or a time long ago is not believed: the picture was taken when it came.</remarks>
internal sealed class CaptureClock(TimeProvider time, Func<TimeSpan>? monotonic = null)
{
    private static readonly TimeSpan OldestBelieved = TimeSpan.FromSeconds(1);

    private readonly Func<TimeSpan> _monotonic = monotonic ?? (static () => Stopwatch.GetElapsedTime(0));
    private long _last = long.MinValue;

    public long Convert(in DequeuedBuffer buffer)
    {
        var age = (buffer.Flags & BufferFlags.TimestampMonotonic) != BufferFlags.None ? _monotonic() - buffer.Timestamp : TimeSpan.Zero;
        if (age < TimeSpan.Zero || age > OldestBelieved)
            age = TimeSpan.Zero;
        var timestamp = time.GetTimestamp() - (long)(age.TotalSeconds * time.TimestampFrequency);
        _last = _last == long.MinValue || timestamp > _last ? timestamp : _last + 1;
        return _last;
    }
}
