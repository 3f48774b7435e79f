using System.Diagnostics.CodeAnalysis;

namespace CamAgent.Mqtt.Connection;

/// <summary>How long to wait after the n-th failure in a row: nothing, then exponentially more, with jitter.</summary>
internal sealed class BackOff(BackOffOptions options, Random random)
{
    /// <summary>Failures since the last stable connection.</summary>
    public int Failures { get; private set; }

    [SuppressMessage("Security", "CA5394", Justification = "Jitter is no secret.")]
    public TimeSpan Next(TimeSpan connectedFor)
    {
        if (connectedFor >= options.StableAfter && connectedFor > TimeSpan.Zero)
            Failures = 0;
        Failures++;
        if (Failures == 1)
            return TimeSpan.Zero;
        // 2^30 initial delays are beyond any maximum.
        var ceiling = Math.Min(options.Maximum.TotalSeconds, options.Initial.TotalSeconds * Math.Pow(2, Math.Min(Failures - 2, 30)));
        return TimeSpan.FromSeconds(ceiling * (0.5 + (0.5 * random.NextDouble())));
    }
}
