using CamAgent.Hardware.H264;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.NoSignal;
using CamAgent.WebRtc.Media;

namespace CamAgent.Streaming;

/// <summary>The camera as the agent has it: opened while pictures are wanted, supervised, and with a picture in its place while it is away.</summary>
internal sealed class VideoPipeline : IDisposable
{
    // Long enough that a reload of the page, or a viewer who comes back, finds the camera warm.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    private readonly VideoPipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CameraSupervisor _supervisor;
    private readonly CameraWatchdog _watchdog;
    private readonly SignalSwitch _switch;
    private readonly StandIn _standIn;
    private readonly VideoCounters _counters = new();
    private readonly Lock _gate = new();
    private readonly ITimer _lingerTimer;
    private DeviceWatch? _devices;
    private volatile TaskCompletionSource _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProfileLevelId? _profile;
    private int _demand;
    private int _bitrate;
    private bool _isStarted;
    private bool _isOff;

    internal VideoPipeline(VideoPipelineOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _time = time;
        _log = log;
        _switch = new(options.Sink, time);
        _supervisor = new(CreateRun, options.Random, time, log);
        _supervisor.StatusChanged += OnStatus;
        _supervisor.Failed += _counters.Failures.Increment;
        _standIn = new(StandInShape, Notice, TakeStandIn, time, log, options.StandInEncoder);
        _watchdog = new(_supervisor, _switch, _standIn, time);
        Controls = new(options.Controls, log);
        _lingerTimer = time.CreateTimer(_ => StopWhenUnwanted(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised on any thread when the state has changed; a handler returns soon.</summary>
    internal event Action<VideoStatus>? StatusChanged;

    /// <summary>Raised on the capture thread when the camera's stream is another than before, and with its first picture.</summary>
    internal event Action<ProfileLevelId>? ProfileChanged;

    internal CameraControls Controls { get; }

    internal VideoStatus Status => _supervisor.Status;

    internal bool IsOff => Volatile.Read(ref _isOff);

    /// <summary>Viewers see words in the camera's place.</summary>
    internal bool IsStandInShown => _standIn.IsShown;

    /// <summary>
    /// Completes when the stream's profile is known or the camera has failed; answers to viewers name it. A camera that failed is waited for
    /// again when it is next tried after a rest.
    /// </summary>
    internal Task Described => _described.Task;

    internal VideoCounters Counters => _counters;

    internal void Start()
    {
        _devices = WatchDevices();
        lock (_gate)
        {
            _isStarted = true;
            if (_demand > 0)
                Begin();
        }
    }

    /// <summary>Keeps the camera running until the lease is disposed.</summary>
    internal IDisposable Want()
    {
        lock (_gate)
        {
            _demand++;
            _lingerTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            // A pause after a failure is not for offers to cut short: whoever sends many would have the camera started as often.
            if (_isStarted)
                Begin();
        }

        return new Lease(this);
    }

    /// <param name="cause">Counted with the key frame that answers.</param>
    internal void RequestKeyFrame(KeyFrameCause cause)
    {
        _counters.KeyFrameIsWanted(cause);
        _standIn.RequestKeyFrame();
        _supervisor.Current?.Source?.RequestKeyFrame();
    }

    internal void SetBitrate(int bitsPerSecond)
    {
        Volatile.Write(ref _bitrate, bitsPerSecond);
        _supervisor.Current?.Source?.SetBitrate(bitsPerSecond);
    }

    public void Dispose()
    {
        _devices?.Dispose();
        _lingerTimer.Dispose();
        lock (_gate)
            _isStarted = false;
        _supervisor.Dispose();
        _watchdog.Dispose();
        _standIn.Dispose();
    }

    private CameraRun CreateRun()
    {
        var run = new CameraRun(_options.CreateSource, TakeCamera, _time, _log);
        run.Opening += opened =>
        {
            if (Volatile.Read(ref _bitrate) is > 0 and var bitrate)
                opened.Source!.SetBitrate(bitrate);
            Controls.Attach(opened.Source!);
        };
        return run;
    }

    private void TakeCamera(CameraRun run, AccessUnit unit)
    {
        if (!ReferenceEquals(run, _supervisor.Current) || !_switch.TakeCamera(unit))
            return;
        _watchdog.PictureCame();
        _supervisor.PictureCame(run);
        _standIn.Hide();
        _counters.Count(unit);
        if (!unit.IsKeyFrame || run.Source!.Profile is not { } profile)
            return;
        if (profile != _profile)
        {
            _profile = profile;
            ProfileChanged?.Invoke(profile);
        }

        _described.TrySetResult();
    }

    private void TakeStandIn(AccessUnit unit)
    {
        if (_switch.TakeStandIn(unit))
            _counters.StandIns.Increment();
    }

    private VideoFormat StandInShape() => _supervisor.Status.Format is { Width: > 0 } format ? format : _options.AskedFormat();

    private NoSignalNotice Notice()
    {
        var status = _supervisor.Status;
        var since = TimeZoneInfo.ConvertTime(status.Since, _time.LocalTimeZone);
        return status.IsBroken
            ? new("No signal", _options.DeviceName(), $"{status.Source}: {status.Reason}", since)
            : new("Starting", _options.DeviceName(), status.Source, since);
    }

    private void OnStatus(VideoStatus status)
    {
        if (status is { IsBroken: true, State: VideoState.Idle } && _described.Task.IsCompleted)
            _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
        else if (status is { IsBroken: true, State: VideoState.Waiting })
            _described.TrySetResult();
        StatusChanged?.Invoke(status);
    }

    private DeviceWatch? WatchDevices()
    {
        if (_options.DeviceDirectory is not { } directory)
            return null;
        try
        {
            return new DeviceWatch(directory, _supervisor.DeviceAppeared);
        }
        catch (IOException exception)
        {
            StreamingLog.DevicesUnwatched(_log, directory, exception.Message);
            return null;
        }
    }

    /// <summary>Switched off, it is closed whoever wants it.</summary>
    internal void SetOff(bool off)
    {
        lock (_gate)
        {
            _isOff = off;
            if (off)
                Close();
            else if (_isStarted && _demand > 0)
                Begin();
        }
    }

    private void Begin()
    {
        if (_isOff)
            return;
        _supervisor.Begin();
        _watchdog.Start();
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
            Close();
        }
    }

    private void Close()
    {
        _watchdog.Stop();
        _supervisor.End();
        _standIn.Hide();
    }

    private sealed class Lease(VideoPipeline owner) : IDisposable
    {
        private VideoPipeline? _owner = owner;

        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Release();
    }
}
