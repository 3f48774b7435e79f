using CamAgent.Hardware.Video;

namespace CamAgent.Streaming;

/// <summary>Takes an access unit of a run, on its capture thread.</summary>
internal delegate void CameraUnitHandler(CameraRun run, AccessUnit unit);

/// <summary>One life of a source, on a thread of its own: a driver that never comes back holds up nobody but itself.</summary>
internal sealed class CameraRun : IDisposable
{
    private readonly Func<VideoSource> _create;
    private readonly CameraUnitHandler _handler;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started;
    private volatile VideoSource? _source;
    private volatile string? _givenUp;
    private long _lastUnit;
    private volatile bool _hasPicture;
    private bool _isDisposed;

    internal CameraRun(Func<VideoSource> create, CameraUnitHandler handler, TimeProvider time, ILogger log)
    {
        _create = create;
        _handler = handler;
        _time = time;
        _log = log;
        _started = _lastUnit = time.GetTimestamp();
    }

    /// <summary>Raised on the capture thread when the source has been made and is about to be opened.</summary>
    internal event Action<CameraRun>? Opening;

    /// <summary>Null until it has been made.</summary>
    internal VideoSource? Source => _source;

    internal bool HasPicture => _hasPicture;

    /// <summary>Since the last picture, or since the start before the first.</summary>
    internal TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _lastUnit));

    /// <summary>From the start to the last picture.</summary>
    internal TimeSpan Lasted => _time.GetElapsedTime(_started, Volatile.Read(ref _lastUnit));

    /// <summary>Why it ended; null where it was stopped. Completes when every device is released.</summary>
    internal Task<string?> Ended => _ended.Task;

    internal void Start() => new Thread(Run) { IsBackground = true, Name = "camera" }.Start();

    /// <summary>Cancelled by <see cref="Stop"/> and <see cref="GiveUp"/>.</summary>
    internal CancellationToken StopRequested => _stop.Token;

    /// <summary>What <see cref="GiveUp"/> was told.</summary>
    internal string? GivenUp => _givenUp;

    internal void Stop()
    {
        lock (_gate)
        {
            // What hangs on it runs elsewhere: not under this lock, nor on the thread of who stops.
            if (!_isDisposed)
                _ = _stop.CancelAsync();
        }
    }

    /// <summary>Stops it because of a fault that it does not see itself; no picture of it counts any more.</summary>
    internal void GiveUp(string reason)
    {
        _givenUp ??= reason;
        Stop();
    }

    /// <summary>Once it has ended; what comes later does nothing.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _stop.Dispose();
        }
    }

    private void Run()
    {
        string? reason;
        try
        {
            var source = _create();
            _source = source;
            Opening?.Invoke(this);
            source.Run(Take, _stop.Token);
            reason = _stop.IsCancellationRequested ? null : "it ended by itself";
        }
        catch (VideoSourceException exception)
        {
            reason = exception.Message;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            reason = null;
        }
#pragma warning disable CA1031 // A fault of one camera must not end the agent: it is said, counted and tried again.
        catch (Exception exception)
        {
            StreamingLog.CameraFault(_log, exception);
            reason = $"internal error ({exception.GetType().Name}: {exception.Message})";
        }
#pragma warning restore CA1031
        _ended.SetResult(_givenUp ?? reason);
    }

    private void Take(AccessUnit unit)
    {
        if (_givenUp is not null)
            return;
        Volatile.Write(ref _lastUnit, _time.GetTimestamp());
        // The agreement of every source, looked after here because everything behind relies on it.
        if (!_hasPicture && !unit.IsKeyFrame)
            return;
        _hasPicture = true;
        _handler(this, unit);
    }
}
