namespace CamAgent.Mqtt;

/// <summary>
/// When to try again. The first retry is immediate; then the delay doubles from <see cref="Initial"/> to <see cref="Maximum"/>, each drawn at random
/// between its half and its whole, so that a thousand cameras do not come back in step.
/// </summary>
public sealed record BackOffOptions
{
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Maximum { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lasted this long was stable: the next loss starts from the beginning.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(10);

    internal string? FindProblem() => Initial <= TimeSpan.Zero || Maximum < Initial || StableAfter < TimeSpan.Zero
        ? "The back-off needs 0 < Initial <= Maximum and StableAfter >= 0."
        : null;
}
