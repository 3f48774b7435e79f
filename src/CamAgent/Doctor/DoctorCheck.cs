namespace CamAgent.Doctor;

internal enum DoctorStatus
{
    Ok,

    /// <summary>It works, and yet somebody should look at it.</summary>
    Warn,

    Fail,
}

/// <summary>What a check found.</summary>
/// <param name="What">In words.</param>
/// <param name="Remedy">What to do; null when there is nothing to do.</param>
internal readonly record struct DoctorFinding(DoctorStatus Status, string What, string? Remedy)
{
    public static DoctorFinding Ok(string what) => new(DoctorStatus.Ok, what, null);

    public static DoctorFinding Warn(string what, string remedy) => new(DoctorStatus.Warn, what, remedy);

    public static DoctorFinding Fail(string what, string remedy) => new(DoctorStatus.Fail, what, remedy);
}

/// <summary>One thing to look at.</summary>
/// <param name="Name">Short: <c>camera</c>, <c>UDP port</c>.</param>
/// <param name="Look">May take a few seconds, fail or never end: its rounds see to that.</param>
internal sealed record DoctorCheck(string Name, Func<CancellationToken, ValueTask<DoctorFinding>> Look)
{
    public DoctorCheck(string name, Func<DoctorFinding> look)
        : this(name, _ => ValueTask.FromResult(look()))
    {
    }

    /// <summary>How long it may take.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>A line of the report.</summary>
internal sealed record DoctorRow(string Name, DoctorStatus Status, string What, string? Remedy);
