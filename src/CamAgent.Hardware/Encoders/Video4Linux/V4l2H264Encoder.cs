using System.Globalization;
using CamAgent.Hardware.H264;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>Hardware encoding: a Video4Linux stateful encoder (kernel documentation, "Memory-to-Memory Stateful Video Encoder Interface").</summary>
/// <remarks>
/// <para>Belongs to the capture thread, which waits for the coded picture, but never longer than a frame interval: an encoder that is slower drops
/// pictures, and the camera does not stand still. How many pictures the encoder keeps inside is learned, so that nobody waits for what cannot
/// come yet.</para>
/// <para>The queues are set up with the first picture: only then is it known how its memory lies and whether the encoder can read it there.</para>
/// </remarks>
public sealed class V4l2H264Encoder : VideoEncoder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMilliseconds(500);

    private readonly VideoDevice _device;
    private readonly EncoderPlan _plan;
    private readonly TimeProvider _time;
    private readonly EncoderControls _controls;
    private readonly TimeSpan _longestWait;
    private readonly TimeSpan _patience;
    private readonly AccessUnitSplitter.UnitHandler _onUnit;
    private readonly PicturesInside _inside = new();
    private PassThroughStream _checked;
    private EncoderStream? _stream;
    private AccessUnitHandler? _handler;
    private bool _refusesDmaBuf;
    private bool _isDisposed;

    /// <summary>So many pictures stay inside until later ones come.</summary>
    private int _depth;

    private long _lastProgress;
    private bool _keyFrameWanted;
    private long? _keyFrameAskedWith;
    private int _bitrateAfterReset;
    private bool _cannotReset;
    private long _broken;
    private long _damagedPictures;

    /// <summary>For pictures in a layout that neither side has in common with the other.</summary>
    private I420Buffer? _converted;

    private V4l2H264Encoder(VideoDevice device, EncoderPlan plan, TimeProvider time)
    {
        _device = device;
        _plan = plan;
        _time = time;
        _controls = new(device.Controls);
        var interval = TimeSpan.FromSeconds(1.0 / plan.Format.FrameRate);
        _longestWait = interval * 0.9;
        _patience = 3 * interval > Patience ? 3 * interval : Patience;
        _checked = NewCheck();
        _onUnit = OnUnit;
    }

    /// <summary><c>/dev/video11 bcm2835-codec-encode (dma-buf)</c>: in brackets how pictures get in, once that is settled.</summary>
    public override string Description => _stream is null ? _plan.Name : $"{_plan.Name} ({(_stream.Input.IsDirect ? "dma-buf" : "mmap")})";

    /// <summary>Pictures that found the encoder full.</summary>
    public long DroppedPictures { get; private set; }

    /// <summary>Pictures that went in and of which nothing came out: rate control, mostly.</summary>
    public long SwallowedPictures => _inside.Dropped;

    /// <summary>Coded pictures that came out broken, and were left out.</summary>
    public long DamagedPictures => _damagedPictures + _checked.DamagedPictures + (_stream is { } stream ? stream.BrokenBuffers + stream.TornPictures : 0);

    /// <summary>Pictures that were copied into the encoder's memory.</summary>
    public long CopiedPictures { get; private set; }

    /// <summary>Pictures that the encoder read in the camera's memory.</summary>
    public long DirectPictures { get; private set; }

    /// <summary>The target that the device says it has, in bits a second; zero where it does not say.</summary>
    public int DeviceBitrate => _controls.Bitrate;

    /// <param name="path">The device node; <see cref="V4l2Encoders.Find"/> knows those there are.</param>
    /// <exception cref="VideoSourceException">There is no such device, it is no H.264 encoder, or it cannot code such pictures.</exception>
    public static V4l2H264Encoder Open(
        string path, VideoFormat format, ColorDescription color, EncoderSettings settings, V4l2EncoderOptions? options = null, TimeProvider? time = null)
    {
        try
        {
            return Open(VideoDevice.Open(path), format, color, settings, options ?? new(), time ?? TimeProvider.System);
        }
        catch (VideoDeviceException exception)
        {
            throw new VideoSourceException($"The encoder cannot be opened. {exception.Message}", exception);
        }
    }

    /// <summary>Takes the device over: it is disposed with the encoder, or at once where this fails.</summary>
    internal static V4l2H264Encoder Open(
        VideoDevice device, VideoFormat format, ColorDescription color, EncoderSettings settings, V4l2EncoderOptions options, TimeProvider time)
    {
        try
        {
            if (V4l2Encoders.Describe(device) is not { } encoder)
                throw new VideoSourceException($"{device.Path} ({device.Capabilities.Card}) is no H.264 encoder: leave video.encoderDevice empty to have one found.");
            if (!encoder.Takes(format.Width, format.Height))
                throw new VideoSourceException($"The encoder {encoder} takes pictures of {encoder.SizesText}, not {format.Width}x{format.Height}.");
            if (Level.For(format.Width, format.Height, format.FrameRate, settings.MaximumBitsPerSecond) is not { } level)
                throw new VideoSourceException(
                    $"H.264 has no level for {format} at {settings.MaximumBitsPerSecond / 1000} kbit/s: choose a smaller picture or a lower rate.");
            return new(device, new(encoder.ToString(), format, color, settings, options, level), time);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    public override void Encode(in RawPicture picture, AccessUnitHandler handler)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _handler = handler;
        try
        {
            EncodeOne(_converted is null ? picture : Converted(picture));
        }
        catch (VideoDeviceException exception)
        {
            throw Failed(exception);
        }
    }

    public override void ForceKeyFrame()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _keyFrameWanted = true;
    }

    public override void SetBitrate(int bitsPerSecond)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _bitrateAfterReset = _controls.TrySetBitrate(bitsPerSecond) ? 0 : bitsPerSecond;
    }

    /// <summary>From one key frame to the next at the latest; zero means only when asked. Devices that cannot change it while they run keep
    /// the old one.</summary>
    public void SetKeyFrameInterval(TimeSpan interval)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _controls.SetKeyFrameInterval(interval, _plan.Format.FrameRate);
    }

    public override void Drain(AccessUnitHandler handler)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _handler = handler;
        try
        {
            _stream?.TryDrain(_time, DrainLimit);
        }
        catch (VideoDeviceException exception)
        {
            throw Failed(exception);
        }
        finally
        {
            Close();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Close();
        _device.Dispose();
    }

    private void EncodeOne(in RawPicture picture)
    {
        var start = _time.GetTimestamp();
        if (_stream is null && picture.Layout != PictureLayout.I420 && !_plan.Takes(_device, picture.Layout))
        {
            _converted = new(picture.Width, picture.Height);
            EncodeOne(Converted(picture));
            return;
        }

        var stream = Running(picture);
        stream.Reap();
        if (stream.BrokenBuffers + stream.TornPictures != _broken)
        {
            // What follows refers to what is not there.
            _broken = stream.BrokenBuffers + stream.TornPictures;
            _keyFrameWanted = true;
        }

        // What came while nobody waited could have been waited for.
        _depth = Math.Min(_depth, _inside.Count);
        if (NeedsReset)
            Reset(stream);
        if (_inside.Count == 0)
            _lastProgress = start;
        else if (_time.GetElapsedTime(_lastProgress) >= _patience)
            throw Stalled();
        while (!stream.Input.HasRoom)
        {
            if (!WaitUntil(start))
            {
                DroppedPictures++;
                return;
            }
        }

        AskForKeyFrame();
        stream = Give(stream, picture);
        while (_inside.Count > _depth && WaitUntil(start))
        {
        }

        _depth = Math.Max(_depth, _inside.Count);
    }

    /// <returns>False when a frame interval is over.</returns>
    private bool WaitUntil(long start)
    {
        var left = _longestWait - _time.GetElapsedTime(start);
        if (left <= TimeSpan.Zero)
            return false;
        _stream!.Wait(left);
        return true;
    }

    private EncoderStream Running(in RawPicture picture)
    {
        if (_stream is { } running && running.Layout == picture.Layout && (!running.Input.IsDirect || picture.Buffer is not null))
            return running;
        return Restart(picture);
    }

    private RawPicture Converted(in RawPicture picture)
    {
        PictureConversion.ToI420(picture, _converted!);
        return _converted!.AsPicture(picture.CaptureTimestamp);
    }

    private EncoderStream Restart(in RawPicture picture)
    {
        if (_stream is { } old)
        {
            old.TryDrain(_time, DrainLimit);
            Close();
        }

        _checked = NewCheck();
        _keyFrameAskedWith = null;
        _lastProgress = _time.GetTimestamp();
        _stream = EncoderStream.Start(_device, _plan, _controls, picture, isDirect: !_refusesDmaBuf, _onUnit);
        return _stream;
    }

    private EncoderStream Give(EncoderStream stream, in RawPicture picture)
    {
        var microseconds = _inside.Add(_time.GetElapsedTime(0, picture.CaptureTimestamp), picture.CaptureTimestamp);
        if (_keyFrameAskedWith == -1)
            _keyFrameAskedWith = microseconds;
        try
        {
            stream.Input.Give(picture, TimeSpan.FromMicroseconds(microseconds));
        }
        catch (VideoDeviceException exception) when (stream.Input.IsDirect && DirectPictures == 0 && !IsGone(exception))
        {
            // The queue took the kind of memory, but not this memory: it lies where the encoder cannot reach.
            _refusesDmaBuf = true;
            Close();
            return Give(Restart(picture), picture);
        }
        catch
        {
            _inside.TakeBack();
            throw;
        }

        if (stream.Input.IsDirect)
            DirectPictures++;
        else
            CopiedPictures++;
        return stream;
    }

    /// <summary>Asked once for a picture; again when it has come out without. The first picture of a stream is one by itself.</summary>
    private void AskForKeyFrame()
    {
        if (!_keyFrameWanted || _keyFrameAskedWith is not null)
            return;
        if (HasCoded && _controls.CanForceKeyFrame)
            _controls.ForceKeyFrame();
        // Which picture that is, is known when it has its timestamp.
        _keyFrameAskedWith = -1;
    }

    private bool HasCoded => CopiedPictures + DirectPictures > 0;

    /// <summary>A stream that begins anew begins with an IDR picture, and may have another bitrate: the way round what a driver lacks.</summary>
    private bool NeedsReset => !_cannotReset
        && (_bitrateAfterReset > 0 || (_keyFrameWanted && _keyFrameAskedWith is null && HasCoded && !_controls.CanForceKeyFrame));

    private void Reset(EncoderStream stream)
    {
        var bitsPerSecond = _bitrateAfterReset;
        _bitrateAfterReset = 0;
        if (!stream.TryDrain(_time, DrainLimit))
        {
            _cannotReset = true;
            return;
        }

        stream.Reset(() =>
        {
            if (bitsPerSecond > 0)
                _controls.TrySetBitrate(bitsPerSecond);
        });
        _inside.Clear();
        _checked = NewCheck();
    }

    private void OnUnit(ReadOnlySpan<byte> unit, long microseconds)
    {
        var captured = _inside.Take(microseconds);
        var isComplete = _checked.TryComplete(unit, out var complete, out var isKeyFrame);
        if (isKeyFrame && isComplete)
            (_keyFrameWanted, _keyFrameAskedWith) = (false, null);
        else if (microseconds >= _keyFrameAskedWith && _keyFrameAskedWith >= 0)
            _keyFrameAskedWith = null;
        if (!isComplete)
        {
            // Nothing that follows can be decoded without one.
            _keyFrameWanted = true;
            return;
        }

        _lastProgress = _time.GetTimestamp();
        _handler!(new AccessUnit(complete, captured, isKeyFrame));
    }

    private void Close()
    {
        if (_stream is { } stream)
            _damagedPictures += stream.BrokenBuffers + stream.TornPictures + _checked.DamagedPictures;
        _stream?.Dispose();
        _stream = null;
        _checked = NewCheck();
        _keyFrameAskedWith = null;
        _inside.Clear();
        _depth = 0;
        _broken = 0;
    }

    private PassThroughStream NewCheck() =>
        new(_plan.Format, $"The encoder {_plan.Name}", "it has no control that turns them off, so set video.encoder to software");

    private VideoSourceException Stalled()
    {
        var seconds = _time.GetElapsedTime(_lastProgress).TotalSeconds;
        var what = _checked.HasBegun ? "nothing" : $"nothing that could be shown ({_checked.WhatIsMissing})";
        return new(string.Create(
            CultureInfo.InvariantCulture,
            $"The encoder {_plan.Name} has given {what} for {seconds:F1} s, though pictures were waiting. If it comes again with {_plan.Format}, choose a smaller picture or rate, or set video.encoder to software."));
    }

    private static bool IsGone(VideoDeviceException exception) => exception.Error is LibC.ENODEV or LibC.ENXIO or LibC.EBADF;

    private VideoSourceException Failed(VideoDeviceException exception) => new(
        exception.Error switch
        {
            LibC.ENODEV or LibC.ENXIO or LibC.EBADF => $"The encoder {_plan.Name} has gone: it was unplugged, or its driver unloaded.",
            LibC.EIO => $"The encoder {_plan.Name} has failed: its driver reports an input/output error. If it comes again, restart the board, or set video.encoder to software.",
            LibC.EBUSY => $"The encoder {_plan.Name} has no room for one more: close the other programs that encode, or a substream.",
            _ => $"The encoder {_plan.Name} cannot code {_plan.Format}. {exception.Message}",
        },
        exception);
}
