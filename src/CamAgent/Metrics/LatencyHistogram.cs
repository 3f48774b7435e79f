using System.Diagnostics;

namespace CamAgent.Metrics;

/// <summary>Counts durations by size. Recording takes no lock, allocates nothing and may be done by any thread.</summary>
internal sealed class LatencyHistogram
{
    // Seconds. Finest where a frame normally is: a few milliseconds to encode, and up to a frame's time to pace.
    private static readonly double[] UpperBounds = [0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1];

    private readonly long[] _counts = new long[UpperBounds.Length + 1];
    private long _sum;

    public static ReadOnlySpan<double> Bounds => UpperBounds;

    /// <param name="duration">In <see cref="Stopwatch.Frequency"/> ticks, as <see cref="TimeProvider.System"/> gives them; what is below zero counts as zero.</param>
    public void Record(long duration)
    {
        duration = Math.Max(duration, 0);
        var seconds = duration / (double)Stopwatch.Frequency;
        var bucket = 0;
        while (bucket < UpperBounds.Length && seconds > UpperBounds[bucket])
            bucket++;
        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _sum, duration);
    }

    /// <summary>The counts up to each bound and, last, of all; they never fall and never contradict each other.</summary>
    /// <returns>The sum in seconds; it may be one duration ahead of or behind the counts.</returns>
    public double Read(Span<long> cumulative)
    {
        long count = 0;
        for (var i = 0; i < _counts.Length; i++)
            cumulative[i] = count += Interlocked.Read(ref _counts[i]);
        return Interlocked.Read(ref _sum) / (double)Stopwatch.Frequency;
    }
}
