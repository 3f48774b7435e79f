using CamAgent.WebRtc;

namespace CamAgent.Streaming;

/// <summary>Runs the camera while it is wanted: starts it again with back-off when it fails, at once when a device has come back, and says in words how
/// it stands.</summary>
internal sealed class CameraSupervisor : IDisposable
{
    // What gave pictures for this long has failed for the first time again.
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(3);

    // Until a camera's thread has released everything: a driver's own timeouts, a program that must be killed.
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(10);

    // A node is made first and given its owner and mode afterwards, and there is more than one for each camera.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(150);

    private readonly Func<CameraRun> _createRun;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly BackOff _backOff;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Lock _statusGate = new();
    private CancellationTokenSource? _period;
    private CancellationTokenSource? _pause;
    private Task _work = Task.CompletedTask;
    private volatile CameraRun? _current;
    private CameraRun? _stuck;
    private int _appeared;
    private volatile VideoStatus _status = new(VideoState.Idle, "camera", default, "", TimeSpan.Zero);

    internal CameraSupervisor(Func<CameraRun> createRun, RandomSource random, TimeProvider time, ILogger log)
    {
        _createRun = createRun;
        _time = time;
        _log = log;
        _backOff = new BackOff(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(15), random);
    }

    /// <summary>Raised on any thread when the state has changed, in its order; a handler returns soon.</summary>
    internal event Action<VideoStatus>? StatusChanged;

    /// <summary>Raised for each failure.</summary>
    internal event Action? Failed;

    internal VideoStatus Status => _status;

    /// <summary>The attempt under way; null between two.</summary>
    internal CameraRun? Current => _current;

    internal void Begin()
    {
        lock (_gate)
        {
            if (_period is not null || _end.IsCancellationRequested)
                return;
            _period = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            // The camera of the period before must be closed before it can be opened again.
            _work = RunPeriodAsync(_work, _period);
        }
    }

    internal void End()
    {
        lock (_gate)
        {
            _period?.Cancel();
            _period = null;
        }
    }

    /// <summary>A device has come, or may be used now: what waits for one need not wait any longer.</summary>
    internal void DeviceAppeared()
    {
        lock (_gate)
        {
            _appeared++;
            _backOff.Reset();
            _pause?.CancelAfter(Settling);
        }
    }

    /// <summary>The run has given a picture.</summary>
    internal void PictureCame(CameraRun run)
    {
        if (_status.State == VideoState.Running)
            return;
        var before = _status;
        SetStatus(new(VideoState.Running, run.Source!.Description, run.Source.Format, "", TimeSpan.Zero));
        StreamingLog.CameraRuns(_log, _status.Source, _status.Format.ToString());
        if (before.IsBroken)
            StreamingLog.CameraBack(_log, (_time.GetUtcNow() - before.Since).TotalSeconds);
    }

    /// <summary>Says what is wrong while the attempt still goes on.</summary>
    internal void Tell(string reason)
    {
        if (_status.Reason == reason)
            return;
        var state = _status.State == VideoState.Running ? VideoState.Waiting : _status.State;
        SetStatus(_status with { State = state, Reason = reason, RetryIn = TimeSpan.Zero, Since = TroubleSince() });
        StreamingLog.CameraSilent(_log, _status.Source, reason);
    }

    public void Dispose()
    {
        Task work;
        lock (_gate)
        {
            _end.Cancel();
            _period = null;
            work = _work;
        }

        work.Wait();
        _end.Dispose();
    }

    private async Task RunPeriodAsync(Task before, CancellationTokenSource period)
    {
        await before;
        while (!period.IsCancellationRequested)
        {
            var appeared = Volatile.Read(ref _appeared);
            if (await AttemptAsync(period.Token) is { } reason && !period.IsCancellationRequested)
                await PauseAsync(reason, appeared, period.Token);
        }

        SetStatus(_status with { State = VideoState.Idle });
        period.Dispose();
    }

    /// <returns>Why it failed; null when it was stopped.</returns>
    private async Task<string?> AttemptAsync(CancellationToken period)
    {
        if (_stuck is { Ended.IsCompleted: false })
            return "the driver does not let go of the camera: unplug it, or start the machine again";
        _stuck?.Dispose();
        _stuck = null;
        var run = _createRun();
        // Until a picture comes, what was wrong with the last attempt is still what there is to say.
        SetStatus(_status with { State = VideoState.Starting, Since = TroubleSince() });
        run.Opening += opened => SetStatus(_status with { Source = opened.Source!.Description, Format = opened.Source.Format });
        _current = run;
        bool hasEnded;
        using (period.UnsafeRegister(static state => ((CameraRun)state!).Stop(), run))
        {
            run.Start();
            hasEnded = await HasEndedAsync(run);
        }

        _current = null;
        if (run.HasPicture && run.Lasted > LongEnough)
            _backOff.Reset();
        if (!hasEnded)
        {
            _stuck = run;
            return run.GivenUp;
        }

        run.Dispose();
        return await run.Ended;
    }

    /// <returns>False where it was told to stop and does not.</returns>
    private async Task<bool> HasEndedAsync(CameraRun run)
    {
        Task ended = run.Ended;
        await ended.WaitAsync(run.StopRequested).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended.WaitAsync(ClosingLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ended.IsCompleted;
    }

    private async Task PauseAsync(string reason, int appeared, CancellationToken period)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(period);
        TimeSpan pause;
        lock (_gate)
        {
            pause = appeared == _appeared ? _backOff.Next() : Settling;
            _pause = cut;
        }

        Report(reason, pause);
        await Task.Delay(pause, _time, cut.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
            _pause = null;
    }

    private void Report(string reason, TimeSpan pause)
    {
        Failed?.Invoke();
        // A camera that stays away is not news each time.
        var isNews = reason != _status.Reason;
        SetStatus(_status with { State = VideoState.Waiting, Reason = reason, RetryIn = pause, Since = TroubleSince() });
        if (isNews)
            StreamingLog.CameraFailed(_log, _status.Source, reason, pause.TotalSeconds);
        else
            StreamingLog.CameraStillFails(_log, _status.Source, reason, pause.TotalSeconds);
    }

    private DateTimeOffset TroubleSince() => _status.IsBroken || _status.State == VideoState.Starting ? _status.Since : _time.GetUtcNow();

    private void SetStatus(VideoStatus status)
    {
        lock (_statusGate)
        {
            if (_status == status)
                return;
            _status = status;
            StatusChanged?.Invoke(status);
        }
    }
}
