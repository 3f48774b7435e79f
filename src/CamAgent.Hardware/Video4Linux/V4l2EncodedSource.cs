using CamAgent.Hardware.H264;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Controls;
using CamAgent.Hardware.Video4Linux.Capture;
using CamAgent.Hardware.Video4Linux.Controls;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>A Video4Linux camera that gives H.264: a USB camera with an encoder, or a Raspberry Pi's with its old driver.</summary>
public sealed class V4l2EncodedSource : VideoSource
{
    /// <summary>Coded pictures are small, and a key frame takes longer to be read than the others.</summary>
    private const int Buffers = 6;

    private readonly VideoFormat _asked;
    private readonly EncoderSettings _settings;
    private readonly TimeProvider _time;
    private readonly CaptureTiming _timing;
    private readonly CameraNode _node;
    private readonly V4l2CameraControls _controls;
    private readonly CameraEncoder _encoder;
    private volatile StreamDescription _description;
    private volatile string _name;

    /// <param name="device">A node (/dev/video0, /dev/v4l/by-id/…); empty for the first camera that gives H.264.</param>
    /// <param name="format">What the camera is set to, or the nearest that it has.</param>
    /// <param name="settings">For the camera's encoder, as far as it can be told.</param>
    public V4l2EncodedSource(string device, VideoFormat format, EncoderSettings settings, TimeProvider time)
        : this(device, format, settings, time, CaptureTiming.Default, new(), VideoDevice.Open)
    {
    }

    internal V4l2EncodedSource(
        string device, VideoFormat format, EncoderSettings settings, TimeProvider time, CaptureTiming timing, VideoDevices devices, Func<string, VideoDevice> open, string classes = "/sys/class/video4linux")
    {
        _asked = format;
        _settings = settings;
        _time = time;
        _timing = timing;
        _node = new(device, devices, open);
        _controls = new(time);
        _encoder = new(settings, classes);
        _description = new(format, Profile: null);
        _name = device.Length > 0 ? device : "camera";
    }

    public override string Description => _name;

    public override VideoFormat Format => _description.Format;

    public override ProfileLevelId? Profile => _description.Profile;

    public override ICameraControls Controls => _controls;

    /// <summary>Known once the camera has been open: many give what they like.</summary>
    public override bool CanControlEncoder => _encoder.CanControl;

    public override void RequestKeyFrame() => _encoder.RequestKeyFrame();

    public override void SetBitrate(int bitsPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bitsPerSecond);
        _encoder.SetBitrate(Math.Min(bitsPerSecond, _settings.MaximumBitsPerSecond));
    }

    public override void Run(AccessUnitHandler handler, CancellationToken stop)
    {
        try
        {
            using var wakeUp = new WakeUp(stop);
            using var device = _node.Open(device => CaptureFormats.TryChoose(device, CaptureFormats.Coded, _asked, out _));
            _ = device.TrySubscribe(DeviceEventType.SourceChange);
            SourceChanges.Follow(device, () => Stream(device, handler, wakeUp, stop), stop);
        }
        catch (VideoDeviceException exception)
        {
            throw new VideoSourceException(exception.Message, exception);
        }
    }

    private (CaptureEnd End, bool HasPicture) Stream(VideoDevice device, AccessUnitHandler handler, WakeUp wakeUp, CancellationToken stop)
    {
        var (format, frameRate) = CameraSetup.Apply(device, CaptureFormats.Coded, _asked);
        var given = new VideoFormat(format.Width, format.Height, frameRate);
        _description = new(given, Profile: null);
        _name = $"{device.Path} ({device.Capabilities.Card}), {format.PixelFormat}";
        _encoder.Attach(device, frameRate);
        using var queue = device.CreateQueue(device.Capabilities.CaptureType, MemoryKind.Mmap, Buffers);
        for (var index = 0; index < queue.Count; index++)
            queue.Enqueue(index);
        _controls.Attach(device);
        try
        {
            var reader = new CodedBuffers(queue, given, device.Path, handler, _encoder, description => _description = description);
            var stream = new CaptureStream(device, queue, _controls, frameRate, _time, _timing, () => reader.WhatIsMissing);
            return (stream.Pump(reader.Take, wakeUp, stop), stream.HasPicture);
        }
        finally
        {
            _controls.Detach();
            _encoder.Detach();
        }
    }
}
