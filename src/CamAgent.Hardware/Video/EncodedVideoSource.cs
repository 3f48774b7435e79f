using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video;

/// <summary>A raw picture source with an encoder behind it, and further encodings beside. Encoders live from a run's first picture to its end.</summary>
public sealed class EncodedVideoSource : VideoSource
{
    private readonly RawPictureSource _pictures;
    private readonly PictureEncoding _main;
    private readonly Substream[] _substreams;

    /// <param name="substreams">Smaller encodings of the same pictures, each given to its own handler; the camera is read once.</param>
    public EncodedVideoSource(RawPictureSource pictures, VideoEncoderFactory encoders, EncoderSettings settings, params Substream[] substreams)
    {
        _pictures = pictures;
        _main = new(encoders, settings, pictures.Format);
        _substreams = substreams;
    }

    public override string Description => _main.EncoderDescription is { } encoder ? $"{_pictures.Description}, {encoder}" : _pictures.Description;

    public override VideoFormat Format => _main.Description.Format;

    public override ProfileLevelId? Profile => _main.Description.Profile;

    public override ICameraControls? Controls => _pictures.Controls;

    public override TimeSpan StartPatience => _pictures.StartPatience;

    public override void Run(AccessUnitHandler handler, CancellationToken stop)
    {
        try
        {
            _pictures.Run(picture => Encode(picture, handler), stop);
        }
        finally
        {
            _main.Close();
            foreach (var substream in _substreams)
                substream.Close();
        }
    }

    public override void RequestKeyFrame() => _main.RequestKeyFrame();

    public override void SetBitrate(int bitsPerSecond) => _main.SetBitrate(bitsPerSecond);

    private void Encode(in RawPicture picture, AccessUnitHandler handler)
    {
        var frameRate = _pictures.Format.FrameRate;
        _main.Encode(picture, frameRate, _pictures.Color, handler);
        foreach (var substream in _substreams)
            substream.Encode(picture, frameRate, _pictures.Color);
    }
}
