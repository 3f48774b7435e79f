using CamAgent.Configuration;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Snapshots;

namespace CamAgent.Snapshots;

/// <summary>
/// Takes snapshots from the running stream, at most one a second: who asks more often gets the one of this second, and who asks while one is being
/// taken gets that one. Starts the camera where nobody watches. Thread-safe.
/// </summary>
/// <param name="open">Keeps the camera running until the lease is disposed; null with the reason where it is off.</param>
/// <param name="next">The next picture; completes when one has come.</param>
/// <param name="problem">What is wrong with the camera, in words; empty where nothing is.</param>
/// <param name="settings">How large and how good.</param>
internal sealed class SnapshotCamera(
    Func<(IDisposable? Lease, string Problem)> open,
    Func<Task<CapturedPicture>> next,
    Func<string> problem,
    Func<SnapshotsConfiguration> settings,
    TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    // A cold start of the slowest camera programs takes seconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private readonly Lock _gate = new();
    private Task<SnapshotOutcome>? _latest;
    private long _latestAt;

    /// <summary>Raised with each new snapshot, on the thread pool.</summary>
    public event Action<Snapshot>? Taken;

    public Task<SnapshotOutcome> TakeAsync()
    {
        lock (_gate)
        {
            var isFresh = _latest is not null && (!_latest.IsCompleted || time.GetElapsedTime(_latestAt) < Fresh);
            if (isFresh)
                return _latest!;
            _latestAt = time.GetTimestamp();
            return _latest = Task.Run(CaptureAsync);
        }
    }

    private async Task<SnapshotOutcome> CaptureAsync()
    {
        var (lease, off) = open();
        if (lease is null)
            return SnapshotOutcome.Unavailable(off);
        using (lease)
        {
            try
            {
                var picture = await next().WaitAsync(Limit, time);
                var snapshot = new Snapshot(ToJpeg(picture, settings()), time.GetUtcNow());
                Taken?.Invoke(snapshot);
                return SnapshotOutcome.Taken(snapshot);
            }
            catch (TimeoutException)
            {
                var reason = problem();
                return SnapshotOutcome.Unavailable(reason.Length > 0 ? $"The camera has no picture: {reason}" : "The camera gave no picture in time.");
            }
            catch (VideoSourceException exception)
            {
                return SnapshotOutcome.Unavailable(exception.Message);
            }
        }
    }

    private static byte[] ToJpeg(CapturedPicture picture, SnapshotsConfiguration settings) =>
        (settings.MaxWidth > 0 ? picture.Within(settings.MaxWidth, int.MaxValue) : picture).ToJpeg(settings.Quality);
}
