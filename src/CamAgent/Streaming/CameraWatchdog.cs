using System.Globalization;

namespace CamAgent.Streaming;

/// <summary>Looks at the running camera from outside, four times a second: a camera that hangs cannot say so itself. Shows viewers the picture in its
/// place when there has been none of its own for a second.</summary>
internal sealed class CameraWatchdog : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShowAfter = TimeSpan.FromSeconds(1);

    // Some cameras need long for their first picture: that is told early, and ended late.
    private static readonly TimeSpan LeastStart = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MakingLimit = TimeSpan.FromSeconds(3);

    private readonly CameraSupervisor _supervisor;
    private readonly SignalSwitch _switch;
    private readonly StandIn _standIn;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _isLooking;
    private long _lastLook;
    private long _lastPicture;

    internal CameraWatchdog(CameraSupervisor supervisor, SignalSwitch signals, StandIn standIn, TimeProvider time)
    {
        _supervisor = supervisor;
        _switch = signals;
        _standIn = standIn;
        _time = time;
        _timer = time.CreateTimer(_ => LookOnce(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal void Start()
    {
        _lastLook = _time.GetTimestamp();
        PictureCame();
        _timer.Change(Interval, Interval);
    }

    internal void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>A picture of the camera has gone to the viewers.</summary>
    internal void PictureCame() => Volatile.Write(ref _lastPicture, _time.GetTimestamp());

    public void Dispose() => _timer.Dispose();

    private void LookOnce()
    {
        // A timer does not wait for itself.
        if (Interlocked.Exchange(ref _isLooking, 1) != 0)
            return;
        Look();
        Volatile.Write(ref _isLooking, 0);
    }

    private void Look()
    {
        // Who was kept from looking for so long was not the only one who was kept from working.
        var isLate = _time.GetElapsedTime(_lastLook) > TimeSpan.FromSeconds(1);
        _lastLook = _time.GetTimestamp();
        if (!isLate && _supervisor.Current is { } run)
            Judge(run);
        if (_supervisor.Status.State is not (VideoState.Starting or VideoState.Waiting) || _time.GetElapsedTime(Volatile.Read(ref _lastPicture)) < ShowAfter)
            return;
        if (!_standIn.IsShown)
            _switch.Lose();
        _standIn.Show();
    }

    private void Judge(CameraRun run)
    {
        var silence = run.Silence;
        if (run.HasPicture)
        {
            if (silence >= run.Source!.StallPatience)
                GiveUp(run, silence);
            return;
        }

        var patience = run.Source?.StartPatience ?? MakingLimit;
        if (silence < patience)
            return;
        if (silence >= (patience > LeastStart ? patience : LeastStart))
            GiveUp(run, silence);
        else
            _supervisor.Tell(Words(patience));
    }

    private void GiveUp(CameraRun run, TimeSpan silence)
    {
        var words = Words(silence);
        _supervisor.Tell(words);
        run.GiveUp(words);
    }

    private static string Words(TimeSpan silence) => string.Create(CultureInfo.InvariantCulture, $"it has given no picture for {silence.TotalSeconds:F1} s");
}
