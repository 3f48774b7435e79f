using System.Collections.Concurrent;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Video4Linux;

/// <summary>A source on a thread of its own, as the worker runs it.</summary>
internal sealed class RunningCamera : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private long _pictures;

    private RunningCamera(Action<RunningCamera, CancellationToken> run) =>
        _run = Task.Factory.StartNew(() => run(this, _stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public long Pictures => Interlocked.Read(ref _pictures);

    public ConcurrentQueue<long> Timestamps { get; } = new();

    public static RunningCamera Start(RawPictureSource source, RawPictureHandler? look = null) => new((camera, stop) => source.Run(
        picture =>
        {
            look?.Invoke(picture);
            camera.Count(picture.CaptureTimestamp);
        },
        stop));

    public static RunningCamera Start(VideoSource source, AccessUnitHandler? look = null) => new((camera, stop) => source.Run(
        unit =>
        {
            look?.Invoke(unit);
            camera.Count(unit.CaptureTimestamp);
        },
        stop));

    /// <summary>Waits for so many pictures more; a source that fails instead fails here.</summary>
    public async Task PicturesAsync(int more)
    {
        var until = Pictures + more;
        await Eventually.TrueAsync(() => Pictures >= until || _run.IsCompleted, () => $"{Pictures} pictures of {until}");
        if (_run.IsCompleted)
            await _run;
    }

    /// <summary>Waits for the source to fail.</summary>
    /// <returns>Its words, and how long it took.</returns>
    public async Task<(string Message, TimeSpan Took)> FailureAsync()
    {
        var took = await Eventually.TrueAsync(() => _run.IsCompleted, () => "the source has not failed");
        var exception = await Assert.ThrowsAsync<VideoSourceException>(() => _run);
        return (exception.Message, took);
    }

    private void Count(long timestamp)
    {
        Timestamps.Enqueue(timestamp);
        Interlocked.Increment(ref _pictures);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ContinueWith(static _ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }
}
