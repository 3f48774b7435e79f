using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Media;

namespace CamAgent.Streaming;

/// <summary>
/// The camera's supervisor: runs the source on a thread of its own while pictures are wanted, starts it again with back-off when it fails,
/// and says in words how it stands.
/// </summary>
internal sealed class VideoPipeline : IDisposable
{
    // Long enough that a reload of the page, or a viewer who comes back, finds the camera warm.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    private readonly Func<VideoSource> _createSource;
    private readonly AccessUnitHandler _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly BackOff _backOff;
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _changed = new(false);
    private readonly CancellationTokenSource _end = new();
    private readonly ITimer _lingerTimer;
    private readonly VideoCounters _counters = new();
    private volatile TaskCompletionSource _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProfileLevelId? _profile;
    private Thread? _thread;
    private VideoSource? _source;
    private CancellationTokenSource? _run;
    private int _demand;
    private int _bitrate;
    private volatile bool _wanted;
    private volatile VideoStatus _status;

    /// <param name="sink">Takes each access unit on the capture thread.</param>
    internal VideoPipeline(Func<VideoSource> createSource, AccessUnitHandler sink, RandomSource random, TimeProvider time, ILogger log)
    {
        _createSource = createSource;
        _sink = sink;
        _time = time;
        _log = log;
        _backOff = new BackOff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(15), random);
        _status = new VideoStatus(VideoState.Idle, "camera", default, "", TimeSpan.Zero);
        _lingerTimer = time.CreateTimer(_ => StopWhenUnwanted(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised on the capture thread when the state has changed.</summary>
    internal event Action<VideoStatus>? StatusChanged;

    /// <summary>Raised on the capture thread when the stream is another than before, and with its first picture.</summary>
    internal event Action<ProfileLevelId>? ProfileChanged;

    internal VideoStatus Status => _status;

    /// <summary>
    /// Completes when the stream's profile is known or the camera has failed; answers to viewers name it. A camera that failed is waited for
    /// again when it is next tried after a rest.
    /// </summary>
    internal Task Described => _described.Task;

    internal VideoCounters Counters => _counters;

    internal void Start()
    {
        _thread = new Thread(Supervise) { IsBackground = true, Name = "camera" };
        _thread.Start();
    }

    /// <summary>Keeps the camera running until the lease is disposed.</summary>
    internal IDisposable Want()
    {
        lock (_gate)
        {
            _demand++;
            _lingerTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            // A pause after a failure is not for offers to cut short: whoever sends many would have the camera started as often.
            var wasWanted = _wanted;
            // Before the signal: the supervisor looks at it without the lock.
            _wanted = true;
            if (!wasWanted)
                _changed.Set();
        }

        return new Lease(this);
    }

    /// <param name="cause">Counted with the key frame that answers.</param>
    internal void RequestKeyFrame(KeyFrameCause cause)
    {
        _counters.KeyFrameIsWanted(cause);
        Volatile.Read(ref _source)?.RequestKeyFrame();
    }

    internal void SetBitrate(int bitsPerSecond)
    {
        Volatile.Write(ref _bitrate, bitsPerSecond);
        Volatile.Read(ref _source)?.SetBitrate(bitsPerSecond);
    }

    public void Dispose()
    {
        _end.Cancel();
        lock (_gate)
        {
            _wanted = false;
            _run?.Cancel();
            _changed.Set();
        }

        _thread?.Join();
        _lingerTimer.Dispose();
        _changed.Dispose();
        _end.Dispose();
    }

    private void Supervise()
    {
        while (!_end.IsCancellationRequested)
        {
            if (!_wanted)
            {
                if (_status.Reason.Length > 0 && _described.Task.IsCompleted)
                    _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
                SetStatus(_status with { State = VideoState.Idle });
                WaitForChange(Timeout.InfiniteTimeSpan);
                continue;
            }

            var started = _time.GetTimestamp();
            var reason = RunOnce();
            if (reason is null)
                continue;
            if (_time.GetElapsedTime(started) > LongEnough)
                _backOff.Reset();
            var pause = _backOff.Next();
            _described.TrySetResult();
            SetStatus(_status with { State = VideoState.Waiting, Reason = reason, RetryIn = pause });
            StreamingLog.CameraFailed(_log, _status.Source, reason, pause.TotalSeconds);
            _counters.Failures.Increment();
            WaitForChange(pause);
        }
    }

    /// <returns>Why it failed; null when it was stopped.</returns>
    private string? RunOnce()
    {
        CancellationTokenSource run;
        lock (_gate)
        {
            if (!_wanted)
                return null;
            run = _run = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        }

        try
        {
            var source = _createSource();
            // Until a picture comes, what was wrong with the last attempt is still what there is to say.
            SetStatus(_status with { State = VideoState.Starting, Source = source.Description, Format = source.Format });
            Volatile.Write(ref _source, source);
            if (_bitrate > 0)
                source.SetBitrate(_bitrate);
            source.Run(TakeUnit, run.Token);
            return run.IsCancellationRequested ? null : "it ended by itself";
        }
        catch (VideoSourceException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // A fault of one camera must not end the agent: it is said, counted and tried again.
        catch (Exception exception)
        {
            StreamingLog.CameraFault(_log, exception);
            return $"internal error ({exception.GetType().Name}: {exception.Message})";
        }
#pragma warning restore CA1031
        finally
        {
            Volatile.Write(ref _source, null);
            lock (_gate)
                _run = null;
            run.Dispose();
        }
    }

    private void TakeUnit(AccessUnit unit)
    {
        if (_status.State != VideoState.Running)
        {
            SetStatus(new VideoStatus(VideoState.Running, _source!.Description, _source.Format, "", TimeSpan.Zero));
            StreamingLog.CameraRuns(_log, _status.Source, _status.Format.ToString());
        }

        if (unit.IsKeyFrame && _source!.Profile is { } profile)
        {
            if (profile != _profile)
            {
                _profile = profile;
                ProfileChanged?.Invoke(profile);
            }

            _described.TrySetResult();
        }

        _counters.Count(unit);
        _sink(unit);
    }

    private void WaitForChange(TimeSpan limit)
    {
        try
        {
            _changed.Wait(limit, _end.Token);
            _changed.Reset();
        }
        catch (OperationCanceledException)
        {
            // The loop looks at the token itself.
        }
    }

    private void SetStatus(VideoStatus status)
    {
        if (_status == status)
            return;
        _status = status;
        StatusChanged?.Invoke(status);
    }

    private void Release()
    {
        lock (_gate)
        {
            if (--_demand == 0)
                _lingerTimer.Change(Linger, Timeout.InfiniteTimeSpan);
        }
    }

    private void StopWhenUnwanted()
    {
        lock (_gate)
        {
            if (_demand > 0)
                return;
            _wanted = false;
            _run?.Cancel();
            _changed.Set();
        }
    }

    private sealed class Lease(VideoPipeline owner) : IDisposable
    {
        private VideoPipeline? _owner = owner;

        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Release();
    }
}
