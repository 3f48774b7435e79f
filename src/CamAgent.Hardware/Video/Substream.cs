using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Video;

/// <summary>A further, smaller encoding of a camera's pictures, for viewers whose line or screen is small: on most hardware each open() of the
/// encoder's node is an encoder of its own. Its failure is its own too: the main encoding goes on.</summary>
/// <remarks>Properties and wishes are for any thread; the handler is called on the capture thread.</remarks>
public sealed class Substream
{
    private readonly PictureEncoding _encoding;
    private readonly AccessUnitHandler _handler;
    private readonly int _maximumWidth;
    private readonly int _maximumHeight;
    private volatile bool _isWanted = true;
    private volatile string _fault = "";
    private PictureScaler? _scaler;
    private I420Buffer? _converted;
    private (int From, int FromHeight, int Width, int Height) _scaling;
    private int _picturesToRest;

    /// <param name="width">At most, in pixels; the picture keeps its proportions and is never enlarged.</param>
    /// <param name="height">At most, in pixels.</param>
    /// <param name="handler">Takes its access units, on the capture thread.</param>
    public Substream(int width, int height, VideoEncoderFactory encoders, EncoderSettings settings, AccessUnitHandler handler)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 2);
        (_maximumWidth, _maximumHeight) = (width, height);
        _handler = handler;
        _encoding = new(encoders, settings, new(width, height, 0));
    }

    /// <summary>While false no encoder is open and pictures pass by. True at first.</summary>
    public bool IsWanted
    {
        get => _isWanted;
        set => _isWanted = value;
    }

    /// <summary>What it was asked to give; after the first access unit, what it gives.</summary>
    public VideoFormat Format => _encoding.Description.Format;

    /// <summary>From the stream's SPS; null until the first key frame.</summary>
    public ProfileLevelId? Profile => _encoding.Description.Profile;

    /// <summary>The encoder's description, once it was open.</summary>
    public string Description => _encoding.EncoderDescription ?? "";

    /// <summary>Why it gives nothing, in words; empty while it works. It is tried again each ten seconds.</summary>
    public string Fault => _fault;

    public void RequestKeyFrame() => _encoding.RequestKeyFrame();

    /// <inheritdoc cref="VideoSource.SetBitrate"/>
    public void SetBitrate(int bitsPerSecond) => _encoding.SetBitrate(bitsPerSecond);

    internal void Encode(in RawPicture picture, int frameRate, ColorDescription color)
    {
        if (!_isWanted)
        {
            Close();
            _picturesToRest = 0;
            return;
        }

        if (_picturesToRest > 0)
        {
            _picturesToRest--;
            return;
        }

        try
        {
            _encoding.Encode(Scaled(picture), frameRate, color, _handler);
            _fault = "";
        }
        catch (VideoSourceException exception)
        {
            _fault = exception.Message;
            _picturesToRest = 10 * frameRate;
            Close();
        }
    }

    internal void Close() => _encoding.Close();

    private RawPicture Scaled(in RawPicture picture)
    {
        if (_scaler is null || _scaling.From != picture.Width || _scaling.FromHeight != picture.Height)
        {
            var (width, height) = PictureScaler.Fit(picture.Width, picture.Height, _maximumWidth, _maximumHeight);
            _scaling = (picture.Width, picture.Height, width, height);
            _scaler = new(width, height);
        }

        if (_scaling.Width == picture.Width && _scaling.Height == picture.Height)
            return picture;
        if (picture.Layout == PictureLayout.I420)
            return _scaler.Scale(picture);
        return _scaler.Scale(Converted(picture));
    }

    private RawPicture Converted(in RawPicture picture)
    {
        if (_converted is null || _converted.Width != picture.Width || _converted.Height != picture.Height)
            _converted = new(picture.Width, picture.Height);
        PictureConversion.ToI420(picture, _converted);
        return _converted.AsPicture(picture.CaptureTimestamp);
    }
}
