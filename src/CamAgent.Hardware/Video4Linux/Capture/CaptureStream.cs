using System.Globalization;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux.Controls;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>Takes one captured buffer, to be queued again by whoever takes it.</summary>
/// <returns>False where there is no usable picture in it.</returns>
internal delegate bool CapturedBufferHandler(in DequeuedBuffer buffer, long timestamp);

/// <summary>One streaming of a camera, from STREAMON until it is stopped, fails or changes: waits, takes, watches.</summary>
internal sealed class CaptureStream
{
    private const int MostEventsAtOnce = 64;

    private readonly VideoDevice _device;
    private readonly BufferQueue _queue;
    private readonly V4l2CameraControls _controls;
    private readonly TimeProvider _time;
    private readonly CaptureTiming _timing;
    private readonly TimeSpan _stall;
    private readonly CaptureClock _clock;
    private readonly Func<string> _unusable;
    private long _lastPicture;
    private long _damaged;
    private bool _hasPicture;

    /// <param name="unusable">What the camera does that gives buffers without a usable picture: <c>has given only damaged pictures</c>.</param>
    public CaptureStream(
        VideoDevice device, BufferQueue queue, V4l2CameraControls controls, int frameRate, TimeProvider time, CaptureTiming timing, Func<string> unusable)
    {
        _unusable = unusable;
        _device = device;
        _queue = queue;
        _controls = controls;
        _time = time;
        _timing = timing;
        _clock = new(time);
        var intervals = TimeSpan.FromSeconds(3.0 / Math.Max(frameRate, 1));
        _stall = intervals > timing.Stall ? intervals : timing.Stall;
    }

    /// <summary>Usable pictures have come.</summary>
    public bool HasPicture => _hasPicture;

    /// <exception cref="VideoDeviceException">The camera was unplugged, its driver failed, or no picture came.</exception>
    public CaptureEnd Pump(CapturedBufferHandler handler, WakeUp wakeUp, CancellationToken stop)
    {
        _queue.StreamOn();
        _lastPicture = _time.GetTimestamp();
        while (true)
        {
            var ready = _device.Wait(DeviceEvents.Readable | DeviceEvents.Event, wakeUp, Max(TimeLeft(), TimeSpan.Zero));
            if (Has(ready, DeviceEvents.Woken) || stop.IsCancellationRequested)
                return CaptureEnd.Stopped;
            if (Has(ready, DeviceEvents.Event) && TakeEvents())
                return CaptureEnd.SourceChanged;
            if (Has(ready, DeviceEvents.Readable | DeviceEvents.Error | DeviceEvents.HangUp) && !TakePictures(handler, ready))
                return CaptureEnd.SourceChanged;
            if (TimeLeft() <= TimeSpan.Zero)
                throw Stalled();
        }
    }

    /// <returns>Whether the source has changed.</returns>
    private bool TakeEvents()
    {
        var (hasChanged, haveControls) = (false, false);
        for (var i = 0; i < MostEventsAtOnce && _device.TryDequeueEvent(out var told); i++)
        {
            hasChanged |= told.Type == DeviceEventType.SourceChange;
            haveControls |= told.Type == DeviceEventType.Control;
        }

        if (haveControls)
            _controls.OnEvents();
        return hasChanged;
    }

    /// <returns>False after the last picture before a change.</returns>
    private bool TakePictures(CapturedBufferHandler handler, DeviceEvents ready)
    {
        var taken = 0;
        // No more than there are: a device that always has one must not keep us from everything else.
        while (taken < _queue.Count && _queue.TryDequeue(out var buffer))
        {
            taken++;
            if (handler(buffer, _clock.Convert(buffer)))
            {
                _lastPicture = _time.GetTimestamp();
                _hasPicture = true;
                _damaged = 0;
            }
            else
            {
                _damaged++;
            }

            if (buffer.IsLast)
                return false;
        }

        if (_queue.IsDrained)
            return false;
        if (taken == 0 && Has(ready, DeviceEvents.HangUp))
            throw _device.Fault("give a picture", LibC.ENODEV);
        if (taken == 0 && Has(ready, DeviceEvents.Error))
            throw _device.Fault("give a picture", LibC.EIO);
        return true;
    }

    private TimeSpan TimeLeft() => (_hasPicture ? _stall : Max(_stall, _timing.Start)) - _time.GetElapsedTime(_lastPicture);

    private VideoDeviceException Stalled()
    {
        var seconds = _time.GetElapsedTime(_lastPicture).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        var what = _damaged > 0 ? $"{_unusable()} for {seconds} s ({_damaged} buffers): check its cable, or choose a smaller picture or rate"
            : _queue.QueuedCount == 0 ? $"has had no buffer to fill for {seconds} s: the encoder holds them all"
            : $"has given no picture for {seconds} s: if it comes again, plug the camera in again";
        return new($"{_device.Path} {what}.", error: 0);
    }

    private static bool Has(DeviceEvents ready, DeviceEvents any) => (ready & any) != DeviceEvents.None;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
