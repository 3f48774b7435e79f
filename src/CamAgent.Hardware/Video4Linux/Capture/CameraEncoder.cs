using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Controls;
using CamAgent.Hardware.Video4Linux.Uvc;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>The encoder inside a camera, as far as it can be told anything: by V4L2's controls, or by a USB camera's extension unit. Wishes come from
/// any thread; the capture thread carries them out.</summary>
internal sealed class CameraEncoder(EncoderSettings settings, string classes = "/sys/class/video4linux")
{
    private int _bitsPerSecond = settings.BitsPerSecond;
    private int _appliedBitsPerSecond;
    private int _keyFrameWanted;
    private bool _isKeyFrameAsked;
    private VideoDevice? _device;
    private UvcEncoderUnit? _unit;
    private bool _hasBitrate;
    private bool _hasKeyFrame;
    private volatile bool _canControl;

    /// <summary>Both its bitrate and its key frames.</summary>
    public bool CanControl => _canControl;

    public void RequestKeyFrame() => Volatile.Write(ref _keyFrameWanted, 1);

    public void SetBitrate(int bitsPerSecond) => Volatile.Write(ref _bitsPerSecond, bitsPerSecond);

    /// <summary>Sets what the stream needs, before it begins.</summary>
    public void Attach(VideoDevice device, int frameRate)
    {
        _device = device;
        _hasBitrate = device.Controls.TryQuery(ControlId.Bitrate, out _);
        _hasKeyFrame = device.Controls.TryQuery(ControlId.ForceKeyFrame, out _);
        _unit = _hasBitrate && _hasKeyFrame ? null : UvcEncoderUnit.TryFind(device, classes);
        _canControl = (_hasBitrate || _unit is { HasBitrate: true }) && (_hasKeyFrame || _unit is { HasKeyFrame: true });
        _appliedBitsPerSecond = 0;
        _isKeyFrameAsked = false;
        // A viewer that joins needs the parameter sets with the next key frame.
        _ = device.Controls.TrySet(ControlId.RepeatSequenceHeader, 1);
        var interval = settings.KeyFrameInterval > TimeSpan.Zero ? settings.KeyFrameInterval : TimeSpan.FromSeconds(10);
        if (device.Controls.TryQuery(ControlId.H264IntraPeriod, out var period) && period.Minimum <= period.Maximum)
            _ = device.Controls.TrySet(ControlId.H264IntraPeriod, Math.Clamp((long)(interval.TotalSeconds * frameRate), period.Minimum, period.Maximum));
        Apply();
    }

    public void Detach()
    {
        _device = null;
        _unit = null;
    }

    /// <summary>Carries out what is wished for now.</summary>
    public void Apply()
    {
        if (_device is not { } device)
            return;
        var target = Volatile.Read(ref _bitsPerSecond);
        if (target != _appliedBitsPerSecond)
        {
            _appliedBitsPerSecond = target;
            SetBitrate(device, target);
        }

        // Once for each wish: it stays until a key frame has come.
        if (Volatile.Read(ref _keyFrameWanted) == 0 || _isKeyFrameAsked)
            return;
        _isKeyFrameAsked = true;
        if (_hasKeyFrame)
            _ = device.Controls.TrySet(ControlId.ForceKeyFrame, 1);
        else if (_unit is { HasKeyFrame: true })
            _ = _unit.TryRequestKeyFrame();
    }

    public void OnKeyFrame()
    {
        Volatile.Write(ref _keyFrameWanted, 0);
        _isKeyFrameAsked = false;
    }

    private void SetBitrate(VideoDevice device, int target)
    {
        if (!_hasBitrate)
        {
            if (_unit is { HasBitrate: true })
                _ = _unit.TrySetBitrate(target);
            return;
        }

        if (!device.Controls.TryQuery(ControlId.Bitrate, out var range) || range.Minimum > range.Maximum)
            return;
        var step = Math.Max(range.Step, 1);
        var value = Math.Clamp(target, range.Minimum, range.Maximum);
        _ = device.Controls.TrySet(ControlId.Bitrate, range.Minimum + ((value - range.Minimum) / step * step));
    }
}
