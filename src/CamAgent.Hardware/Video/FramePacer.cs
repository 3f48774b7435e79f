namespace CamAgent.Hardware.Video;

/// <summary>Waits until the duration has passed or the token is cancelled.</summary>
internal delegate void PacerWait(TimeSpan duration, CancellationToken stop);

/// <summary>Beats at a frame rate on the calling thread. Beats are counted from the start, so they do not drift; one that is missed by a
/// whole interval is left out, not caught up.</summary>
internal sealed class FramePacer(TimeProvider time, int frameRate, PacerWait? wait = null)
{
    private readonly PacerWait _wait = wait ?? Wait;
    private long _start;
    private long _next = -1;

    /// <summary>Waits for the next beat; the first is at once.</summary>
    /// <param name="beat">Its number from zero; a gap means beats left out.</param>
    /// <returns>False once <paramref name="stop"/> is cancelled.</returns>
    public bool TryWait(CancellationToken stop, out long beat)
    {
        if (_next < 0)
        {
            _start = time.GetTimestamp();
            _next = 0;
        }

        var late = time.GetTimestamp() - At(_next);
        if (late >= At(1) - At(0))
            _next = BeatAfter(time.GetTimestamp());
        while (!stop.IsCancellationRequested && At(_next) - time.GetTimestamp() is > 0 and var ticks)
            _wait(TimeSpan.FromSeconds((double)ticks / time.TimestampFrequency), stop);
        beat = _next++;
        return !stop.IsCancellationRequested;
    }

    /// <summary>Whole seconds apart from the rest: so the product stays small for longer than the machine will run.</summary>
    private long At(long beat) => _start + (beat / frameRate * time.TimestampFrequency) + (beat % frameRate * time.TimestampFrequency / frameRate);

    private long BeatAfter(long timestamp)
    {
        var seconds = Math.DivRem(timestamp - _start, time.TimestampFrequency, out var rest);
        return (seconds * frameRate) + (rest * frameRate / time.TimestampFrequency) + 1;
    }

    /// <summary>The kernel's timed waits count milliseconds: rounding up is late by less than one, rounding down would spin through the
    /// rest.</summary>
    private static void Wait(TimeSpan duration, CancellationToken stop) => stop.WaitHandle.WaitOne((int)Math.Ceiling(duration.TotalMilliseconds));
}
