using CamAgent.WebRtc;

namespace CamAgent.Signaling;

/// <summary>Reads a <see cref="TimeProvider"/>'s monotonic clock as an <see cref="Instant"/>.</summary>
internal static class MonotonicClock
{
    public static Instant GetInstant(this TimeProvider time) => new(time.GetElapsedTime(0).Ticks);
}
