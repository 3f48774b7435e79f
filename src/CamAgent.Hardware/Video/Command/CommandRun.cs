using System.Globalization;
using System.Runtime.InteropServices;
using CamAgent.Hardware.H264;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Video.Command;

/// <summary>One life of the program: reads both its pipes on one thread, cuts the stream, watches over its pace.</summary>
/// <remarks>A picture's end shows only when the next begins. A program that writes each picture at once leaves the pipe quiet in between: after
/// <see cref="_quiet"/> without a byte the picture counts as complete and does not wait for the next. A program that pauses within pictures
/// is found out by what
/// follows (<see cref="AccessUnitSplitter.TornUnits"/>): each time the wait doubles, and from a frame interval on it is given up.</remarks>
internal sealed class CommandRun
{
    private static readonly TimeSpan LeastQuiet = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan MostQuiet = TimeSpan.FromMilliseconds(8);

    private readonly ChildProcess _child;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly CommandTiming _timing;
    private readonly Action<StreamDescription> _describe;
    private readonly TimeSpan _interval;
    private readonly PassThroughStream _stream;
    private readonly AccessUnitSplitter _splitter = new();
    private readonly byte[] _buffer = new byte[256 * 1024];
    private TimeSpan _quiet;
    private int _tornUnits;
    private long _lastPicture;
    private long _bytes;

    public CommandRun(ChildProcess child, string name, VideoFormat asked, TimeProvider time, CommandTiming timing, Action<StreamDescription> describe)
    {
        _child = child;
        _name = name;
        _time = time;
        _timing = timing;
        _describe = describe;
        _stream = new(asked, name);
        _interval = TimeSpan.FromSeconds(1.0 / asked.FrameRate);
        _quiet = TimeSpan.FromTicks(Math.Clamp(_interval.Ticks / 4, LeastQuiet.Ticks, MostQuiet.Ticks));
    }

    /// <exception cref="VideoSourceException">The program ended, stalled, or writes something else.</exception>
    public void Pump(AccessUnitHandler handler, CancellationToken stop)
    {
        using var wakeUp = new WakeUp(stop);
        AccessUnitSplitter.UnitHandler onUnit = (unit, timestamp) => OnUnit(unit, timestamp, handler);
        _lastPicture = _time.GetTimestamp();
        while (true)
        {
            var mayFlush = _splitter.HasPendingPicture && _quiet < _interval;
            var (output, error, woken) = Poll(wakeUp, mayFlush ? _quiet : TimeLeft());
            if (woken || stop.IsCancellationRequested)
                return;
            if (error)
                _child.ReadError();
            if (output)
                Read(onUnit);
            else if (mayFlush && !error)
                _splitter.Flush(onUnit);
            if (TimeLeft() <= TimeSpan.Zero)
                throw Stalled();
        }
    }

    private void Read(AccessUnitSplitter.UnitHandler onUnit)
    {
        var bytes = _child.ReadOutput(_buffer);
        if (bytes.IsEmpty)
            throw Ended();
        _bytes += bytes.Length;
        var fault = _splitter.Append(bytes, _time.GetTimestamp(), onUnit);
        if (fault != SplitterFault.None)
            throw Garbage(fault);
        for (; _tornUnits < _splitter.TornUnits; _tornUnits++)
            _quiet *= 2;
    }

    private void OnUnit(ReadOnlySpan<byte> unit, long timestamp, AccessUnitHandler handler)
    {
        if (!_stream.TryComplete(unit, out var complete, out var isKeyFrame))
            return;
        _lastPicture = _time.GetTimestamp();
        if (isKeyFrame)
            _describe(_stream.Description);
        handler(new AccessUnit(complete, timestamp, isKeyFrame));
    }

    private TimeSpan TimeLeft() =>
        (_stream.HasBegun ? (3 * _interval) + _timing.Stall : _timing.Start) - _time.GetElapsedTime(_lastPicture);

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

    private VideoSourceException Ended()
    {
        var exit = _child.WaitForExit(TimeSpan.FromSeconds(1));
        var what = exit is { } known ? known.ToString() : "closed its output";
        var hint = exit is { IsSignal: false, Number: 0 } ? " It has to run until it is stopped (rpicam-vid: -t 0)." : "";
        return new($"{_name} {what}{Errors()}.{hint}");
    }

    private VideoSourceException Stalled()
    {
        if (_stream.HasBegun)
            return new(string.Create(
                CultureInfo.InvariantCulture, $"{_name} has given no picture for {_time.GetElapsedTime(_lastPicture).TotalSeconds:F1} s{Errors()}."));
        return new(string.Create(
            CultureInfo.InvariantCulture,
            $"{_name} has written {_bytes} bytes in {_timing.Start.TotalSeconds:F0} s, but no H.264 key frame with SPS and PPS: {_stream.WhatIsMissing}{Errors()}."));
    }

    private VideoSourceException Garbage(SplitterFault fault) => new(fault switch
    {
        SplitterFault.AccessUnitTooLong =>
            $"{_name} has written a picture of more than {AccessUnitSplitter.MaximumLength >> 20} MiB: that is no live video{Errors()}.",
        _ => $"{_name} does not write H.264 in Annex B form (rpicam-vid: --codec h264 -o -; ffmpeg: -f h264 -){Errors()}.",
    });

    private string Errors() => _child.LastErrors.ToString() is { Length: > 0 } lines ? $": \"{lines}\"" : "";
}
