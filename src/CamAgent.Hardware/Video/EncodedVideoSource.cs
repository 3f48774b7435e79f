using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video;

/// <summary>A raw picture source with an encoder behind it. The encoder lives from a run's first picture to its end.</summary>
public sealed class EncodedVideoSource(RawPictureSource pictures, VideoEncoderFactory encoders, EncoderSettings settings) : VideoSource
{
    private volatile StreamDescription _description = new(pictures.Format, Profile: null);
    private volatile string? _encoder;
    private int _bitsPerSecond = settings.BitsPerSecond;
    private int _keyFrameWanted;

    public override string Description => _encoder is { } encoder ? $"{pictures.Description}, {encoder}" : pictures.Description;

    public override VideoFormat Format => _description.Format;

    public override ProfileLevelId? Profile => _description.Profile;

    public override ICameraControls? Controls => pictures.Controls;

    public override TimeSpan StartPatience => pictures.StartPatience;

    public override void Run(AccessUnitHandler handler, CancellationToken stop)
    {
        using var run = new EncodingRun(this, handler);
        pictures.Run(run.OnPicture, stop);
    }

    public override void RequestKeyFrame() => Interlocked.Exchange(ref _keyFrameWanted, 1);

    public override void SetBitrate(int bitsPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bitsPerSecond);
        Volatile.Write(ref _bitsPerSecond, Math.Min(bitsPerSecond, settings.MaximumBitsPerSecond));
    }

    /// <summary>What one run holds: its delegates are made once, so that a picture costs no allocation.</summary>
    private sealed class EncodingRun : IDisposable
    {
        private readonly EncodedVideoSource _source;
        private readonly AccessUnitHandler _handler;
        private readonly AccessUnitHandler _onAccessUnit;
        private VideoEncoder? _encoder;
        private VideoFormat _format;
        private int _bitsPerSecond;

        public EncodingRun(EncodedVideoSource source, AccessUnitHandler handler)
        {
            _source = source;
            _handler = handler;
            _onAccessUnit = OnAccessUnit;
        }

        public void OnPicture(RawPicture picture)
        {
            var encoder = _encoder is not null && picture.Width == _format.Width && picture.Height == _format.Height ? _encoder : Open(picture);
            var target = Volatile.Read(ref _source._bitsPerSecond);
            if (target != _bitsPerSecond)
            {
                encoder.SetBitrate(target);
                _bitsPerSecond = target;
            }

            // The wish stays until an IDR picture has really come out: rate control may drop the picture that was to be one.
            if (Volatile.Read(ref _source._keyFrameWanted) != 0)
                encoder.ForceKeyFrame();
            encoder.Encode(picture, _onAccessUnit);
        }

        public void Dispose() => _encoder?.Dispose();

        private VideoEncoder Open(RawPicture picture)
        {
            _encoder?.Dispose();
            _encoder = null;
            _format = _source.FormatOf(picture);
            _bitsPerSecond = Volatile.Read(ref _source._bitsPerSecond);
            _encoder = _source.OpenEncoder(_format, _bitsPerSecond);
            _source._encoder = _encoder.Description;
            return _encoder;
        }

        private void OnAccessUnit(AccessUnit unit)
        {
            if (unit.IsKeyFrame)
            {
                Interlocked.Exchange(ref _source._keyFrameWanted, 0);
                _source.Describe(unit.Data);
            }

            _handler(unit);
        }
    }

    private VideoFormat FormatOf(RawPicture picture) => new(picture.Width, picture.Height, pictures.Format.FrameRate);

    private VideoEncoder OpenEncoder(VideoFormat format, int bitsPerSecond) =>
        encoders(format, pictures.Color, settings with { BitsPerSecond = bitsPerSecond });

    private void Describe(ReadOnlySpan<byte> unit)
    {
        var reader = new AnnexBReader(unit);
        while (reader.TryReadNext())
        {
            if (reader.Type == NalUnitType.SequenceParameterSet && SequenceParameterSet.TryParse(reader.NalUnit, out var parameters))
            {
                _description = (_description with { Format = _description.Format with { FrameRate = pictures.Format.FrameRate } }).With(parameters);
                return;
            }
        }
    }
}
