using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Video;

/// <summary>One encoder behind a raw picture source: the wishes for it, from any thread, and what it gives, on the capture thread.</summary>
internal sealed class PictureEncoding
{
    private readonly VideoEncoderFactory _factory;
    private readonly EncoderSettings _settings;
    private readonly AccessUnitHandler _onAccessUnit;
    private volatile StreamDescription _description;
    private volatile string? _encoderDescription;
    private int _bitsPerSecond;
    private int _keyFrameWanted;

    // Of the capture thread, while a run lasts.
    private AccessUnitHandler? _handler;
    private VideoEncoder? _encoder;
    private VideoFormat _format;
    private int _appliedBitsPerSecond;

    public PictureEncoding(VideoEncoderFactory factory, EncoderSettings settings, VideoFormat expected)
    {
        _factory = factory;
        _settings = settings;
        _description = new(expected, Profile: null);
        _bitsPerSecond = settings.BitsPerSecond;
        // Made once, so that a picture costs no allocation.
        _onAccessUnit = OnAccessUnit;
    }

    public StreamDescription Description => _description;

    /// <summary>The encoder's, once it was open.</summary>
    public string? EncoderDescription => _encoderDescription;

    public void RequestKeyFrame() => Interlocked.Exchange(ref _keyFrameWanted, 1);

    public void SetBitrate(int bitsPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bitsPerSecond);
        Volatile.Write(ref _bitsPerSecond, Math.Min(bitsPerSecond, _settings.MaximumBitsPerSecond));
    }

    /// <exception cref="VideoSourceException">The encoder cannot be opened or has failed.</exception>
    public void Encode(in RawPicture picture, int frameRate, ColorDescription color, AccessUnitHandler handler)
    {
        _handler = handler;
        var format = new VideoFormat(picture.Width, picture.Height, frameRate);
        var encoder = _encoder is not null && format == _format ? _encoder : Open(format, color);
        var target = Volatile.Read(ref _bitsPerSecond);
        if (target != _appliedBitsPerSecond)
        {
            encoder.SetBitrate(target);
            _appliedBitsPerSecond = target;
        }

        // The wish stays until an IDR picture has really come out: rate control may drop the picture that was to be one.
        if (Volatile.Read(ref _keyFrameWanted) != 0)
            encoder.ForceKeyFrame();
        encoder.Encode(picture, _onAccessUnit);
    }

    /// <summary>Releases the encoder; the next picture opens another.</summary>
    public void Close()
    {
        _encoder?.Dispose();
        _encoder = null;
    }

    private VideoEncoder Open(VideoFormat format, ColorDescription color)
    {
        // The pictures before the change are shown before those after it.
        _encoder?.Drain(_onAccessUnit);
        Close();
        _appliedBitsPerSecond = Volatile.Read(ref _bitsPerSecond);
        _encoder = _factory(format, color, _settings with { BitsPerSecond = _appliedBitsPerSecond });
        _format = format;
        _encoderDescription = _encoder.Description;
        return _encoder;
    }

    private void OnAccessUnit(AccessUnit unit)
    {
        if (unit.IsKeyFrame)
        {
            Interlocked.Exchange(ref _keyFrameWanted, 0);
            Describe(unit.Data);
            // Hardware settles how pictures get into it with the first of them.
            if (_encoder is { } encoder && !string.Equals(_encoderDescription, encoder.Description, StringComparison.Ordinal))
                _encoderDescription = encoder.Description;
        }

        _handler!(unit);
    }

    private void Describe(ReadOnlySpan<byte> unit)
    {
        var reader = new AnnexBReader(unit);
        while (reader.TryReadNext())
        {
            if (reader.Type == NalUnitType.SequenceParameterSet && SequenceParameterSet.TryParse(reader.NalUnit, out var parameters))
            {
                _description = (_description with { Format = _description.Format with { FrameRate = _format.FrameRate } }).With(parameters);
                return;
            }
        }
    }
}
