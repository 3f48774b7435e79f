using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Controls;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>The encoder inside a camera, as far as it can be told anything. Wishes come from any thread; the capture thread carries them out.</summary>
internal sealed class CameraEncoder(EncoderSettings settings)
{
    private int _bitsPerSecond = settings.BitsPerSecond;
    private int _appliedBitsPerSecond;
    private int _keyFrameWanted;
    private int _keyFrameAsked;
    private VideoDevice? _device;
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
        _canControl = _hasBitrate && _hasKeyFrame;
        _appliedBitsPerSecond = 0;
        _keyFrameAsked = 0;
        // A viewer that joins needs the parameter sets with the next key frame.
        _ = device.Controls.TrySet(ControlId.RepeatSequenceHeader, 1);
        var interval = settings.KeyFrameInterval > TimeSpan.Zero ? settings.KeyFrameInterval : TimeSpan.FromSeconds(10);
        if (device.Controls.TryQuery(ControlId.H264IntraPeriod, out var period))
            _ = device.Controls.TrySet(ControlId.H264IntraPeriod, Math.Clamp((long)(interval.TotalSeconds * frameRate), period.Minimum, period.Maximum));
        Apply();
    }

    public void Detach() => _device = null;

    /// <summary>Carries out what is wished for now.</summary>
    public void Apply()
    {
        if (_device is not { } device)
            return;
        var target = Volatile.Read(ref _bitsPerSecond);
        if (_hasBitrate && target != _appliedBitsPerSecond)
        {
            _appliedBitsPerSecond = target;
            if (device.Controls.TryQuery(ControlId.Bitrate, out var range) && range.Minimum <= range.Maximum)
            {
                var step = Math.Max(range.Step, 1);
                var value = Math.Clamp(target, range.Minimum, range.Maximum);
                _ = device.Controls.TrySet(ControlId.Bitrate, range.Minimum + ((value - range.Minimum) / step * step));
            }
        }

        // Once for each wish: it stays until a key frame has come.
        if (_hasKeyFrame && Volatile.Read(ref _keyFrameWanted) != 0 && _keyFrameAsked == 0)
        {
            _keyFrameAsked = 1;
            _ = device.Controls.TrySet(ControlId.ForceKeyFrame, 1);
        }
    }

    public void OnKeyFrame()
    {
        Volatile.Write(ref _keyFrameWanted, 0);
        _keyFrameAsked = 0;
    }
}
