namespace CamAgent.Snapshots;

/// <param name="Jpeg">A JFIF file.</param>
/// <param name="TakenAt">When it was ready.</param>
internal sealed record Snapshot(byte[] Jpeg, DateTimeOffset TakenAt);

/// <summary>A snapshot, or why there is none in words for people.</summary>
internal readonly record struct SnapshotOutcome(Snapshot? Snapshot, string Problem)
{
    public static SnapshotOutcome Taken(Snapshot snapshot) => new(snapshot, "");

    public static SnapshotOutcome Unavailable(string problem) => new(null, problem);
}
