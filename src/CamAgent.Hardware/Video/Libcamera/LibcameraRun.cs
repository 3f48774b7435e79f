using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video.Command;

namespace CamAgent.Hardware.Video.Libcamera;

/// <summary>One life of libcamera's program: reads both its pipes on one thread, cuts pictures, watches over its pace.</summary>
internal sealed partial class LibcameraRun
{
    private readonly ChildProcess _child;
    private readonly string _name;
    private readonly VideoFormat _format;
    private readonly TimeProvider _time;
    private readonly CommandTiming _timing;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _quiet;
    private readonly PictureCutter _cutter;
    private long _lastPicture;
    private long _pictureBegan;
    private bool _hasBegun;
    private bool _readSincePause;

    public LibcameraRun(ChildProcess child, string name, VideoFormat format, TimeProvider time, CommandTiming timing)
    {
        _child = child;
        _name = name;
        _format = format;
        _time = time;
        _timing = timing;
        _interval = TimeSpan.FromSeconds(1.0 / Math.Max(format.FrameRate, 1));
        _quiet = _interval / 3;
        _cutter = new(format.Width, format.Height);
    }

    /// <exception cref="VideoSourceException">The program ended, stalled, or writes something else.</exception>
    /// <exception cref="UnknownArgumentException">It is too old for one of its arguments.</exception>
    public void Pump(RawPictureHandler handler, CancellationToken stop)
    {
        using var wakeUp = new WakeUp(stop);
        _lastPicture = _time.GetTimestamp();
        while (true)
        {
            var mayPause = _cutter.IsOnTrial && _readSincePause;
            var (output, error, woken) = Poll(wakeUp, mayPause && _quiet < TimeLeft() ? _quiet : TimeLeft());
            if (woken || stop.IsCancellationRequested)
                return;
            if (error)
                _child.ReadError();
            if (output)
                Read(handler);
            else if (mayPause && !error)
                Pause(handler);
            if (TimeLeft() <= TimeSpan.Zero)
                throw Stalled();
        }
    }

    private void Read(RawPictureHandler handler)
    {
        var wasEmpty = _cutter.Pending == 0;
        var count = _child.ReadOutput(_cutter.Room).Length;
        if (count == 0)
            throw Ended();
        _readSincePause = true;
        if (wasEmpty)
            _pictureBegan = _time.GetTimestamp();
        if (_cutter.Add(count))
            HandOn(handler);
    }

    private void Pause(RawPictureHandler handler)
    {
        _readSincePause = false;
        if (!_cutter.TryPause(out var isComplete))
            throw new VideoSourceException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_name} gives pictures of {_cutter.Pending} bytes; {_format.Width}x{_format.Height} in I420 has {_format.Width * _format.Height * 3 / 2}. "
                + $"Choose a video.width that is a multiple of 64{Errors()}."));
        if (isComplete)
            HandOn(handler);
    }

    private void HandOn(RawPictureHandler handler)
    {
        _hasBegun = true;
        _lastPicture = _time.GetTimestamp();
        // A picture is written when the sensor has been read out whole and the image processor is done, and the read-out takes up to a frame
        // interval: this is when it began, as near as it can be told from here.
        handler(_cutter.Picture(_pictureBegan - (long)(_interval.TotalSeconds * _time.TimestampFrequency)));
        _cutter.Next();
    }

    private TimeSpan TimeLeft() => (_hasBegun ? (3 * _interval) + _timing.Stall : _timing.Start) - _time.GetElapsedTime(_lastPicture);

    private unsafe (bool Output, bool Error, bool Woken) Poll(WakeUp wakeUp, TimeSpan timeout)
    {
        var ready = stackalloc LibC.PollDescriptor[3];
        ready[0] = new() { Descriptor = _child.OutputDescriptor, Events = LibC.POLLIN };
        ready[1] = new() { Descriptor = _child.ErrorDescriptor, Events = LibC.POLLIN };
        ready[2] = new() { Descriptor = wakeUp.Descriptor, Events = LibC.POLLIN };
        var result = LibC.poll(ready, 3, (int)Math.Ceiling(Math.Max(timeout.TotalMilliseconds, 0)));
        if (result < 0 && Marshal.GetLastPInvokeError() != LibC.EINTR)
            throw new VideoSourceException($"Waiting for {_name} failed: {LibC.ErrorText(Marshal.GetLastPInvokeError())}.");
        return result <= 0 ? default : (ready[0].ReturnedEvents != 0, ready[1].ReturnedEvents != 0, ready[2].ReturnedEvents != 0);
    }

    private Exception Ended()
    {
        var exit = _child.WaitForExit(TimeSpan.FromSeconds(1));
        var errors = _child.LastErrors.ToString();
        if (!_hasBegun && UnknownArgument().Match(errors) is { Success: true } match)
            return new UnknownArgumentException(match.Groups["argument"].Value);
        var words = errors switch
        {
            _ when errors.Contains("no cameras available", StringComparison.OrdinalIgnoreCase) =>
                $"{_name} finds no camera: check the ribbon cable at both ends, and that its model is known (camera_auto_detect=1 in config.txt)",
            _ when errors.Contains("in use by another process", StringComparison.OrdinalIgnoreCase) || errors.Contains("failed to acquire camera", StringComparison.OrdinalIgnoreCase) =>
                $"{_name} cannot have the camera: another program uses it",
            _ => $"{_name} {(exit is { } known ? known.ToString() : "closed its output")}",
        };
        return new VideoSourceException($"{words}{Errors()}.");
    }

    private VideoSourceException Stalled() => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{_name} has given no picture for {_time.GetElapsedTime(_lastPicture).TotalSeconds:F1} s{(_cutter.Pending > 0 ? ", and stopped in the middle of one" : "")}{Errors()}."));

    private string Errors() => _child.LastErrors.ToString() is { Length: > 0 } lines ? $": \"{lines}\"" : "";

    // boost::program_options, as rpicam-apps print it.
    [GeneratedRegex(@"unrecogni[sz]ed option '(?<argument>--[a-z-]+)'", RegexOptions.NonBacktracking)]
    private static partial Regex UnknownArgument();
}
