using CamAgent.Hardware.Jpeg;

namespace CamAgent.Hardware.Video.Snapshots;

/// <summary>One picture of the camera, copied.</summary>
public sealed class CapturedPicture
{
    private readonly I420Buffer _samples;
    private readonly ColorDescription _color;

    internal CapturedPicture(in RawPicture picture, ColorDescription color)
    {
        _samples = new(picture.Width, picture.Height);
        PictureConversion.ToI420(picture, _samples);
        _color = color;
        CaptureTimestamp = picture.CaptureTimestamp;
    }

    private CapturedPicture(I420Buffer samples, ColorDescription color, long captureTimestamp)
    {
        _samples = samples;
        _color = color;
        CaptureTimestamp = captureTimestamp;
    }

    /// <summary>In pixels.</summary>
    public int Width => _samples.Width;

    /// <summary>In pixels.</summary>
    public int Height => _samples.Height;

    /// <summary>When the picture was taken, in <see cref="TimeProvider.GetTimestamp"/> ticks.</summary>
    public long CaptureTimestamp { get; }

    /// <summary>The same picture, made smaller where it is larger; its proportions stay.</summary>
    public CapturedPicture Within(int width, int height)
    {
        var (fitWidth, fitHeight) = PictureScaler.Fit(Width, Height, width, height);
        if (fitWidth == Width && fitHeight == Height)
            return this;
        var scaled = new I420Buffer(fitWidth, fitHeight);
        PictureConversion.ToI420(new PictureScaler(fitWidth, fitHeight).Scale(_samples.AsPicture(CaptureTimestamp)), scaled);
        return new CapturedPicture(scaled, _color, CaptureTimestamp);
    }

    /// <summary>Makes a JPEG file (JFIF) of it. Takes some ten milliseconds for 720p: not for the capture thread.</summary>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="VideoSourceException">libjpeg-turbo is not installed or has failed.</exception>
    public byte[] ToJpeg(int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        var converted = new I420Buffer(Width, Height);
        converted.CopyFrom(_samples, new PixelRectangle(0, 0, Width, Height));
        new JfifColor(_color).Convert(converted);
        using var encoder = new JpegPictureEncoder();
        return encoder.Encode(converted, quality);
    }
}
