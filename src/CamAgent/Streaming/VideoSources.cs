using CamAgent.Configuration;
using CamAgent.Hardware.Encoders.OpenH264;
using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Command;
using CamAgent.Hardware.Video.Libcamera;
using CamAgent.Hardware.Video.Playback;
using CamAgent.Hardware.Video.Snapshots;
using CamAgent.Hardware.Video.TestPicture;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Streaming.Choice;

namespace CamAgent.Streaming;

/// <summary>Makes the source that the configuration names, or the best that this machine has. One source runs at a time; as long as the same is chosen
/// it is the same object, which knows its camera again wherever it is plugged in, and what was set on it.</summary>
/// <param name="tap">Put over every camera that gives pictures: snapshots are taken there; null where nobody takes any.</param>
internal sealed class VideoSources(Func<AgentConfiguration> configuration, TimeProvider time, PictureTap? tap = null)
{
    private VideoPlan? _plan;
    private AgentConfiguration? _madeFor;
    private VideoSource? _source;

    /// <summary>Raised when something else is chosen than before, with words for people.</summary>
    public event Action<string>? Chosen;

    /// <summary>For each attempt.</summary>
    /// <exception cref="VideoSourceException">It cannot be made; the message says what to change.</exception>
    public VideoSource Create()
    {
        var current = configuration();
        var video = current.Video;
        var format = Format(video);
        return video.Source switch
        {
            VideoSourceKind.Test => new EncodedVideoSource(
                Tapped(Turned(new TestPictureSource(format, current.Device.Name, time), video.Rotation)), TestEncoder(video, format), Settings(video)),
            VideoSourceKind.Command => new CommandVideoSource(video.Command, format, time),
            VideoSourceKind.File => new FileVideoSource(video.File, format, time),
            _ => Choose(current, format),
        };
    }

    /// <summary>What <c>auto</c> makes of this machine now.</summary>
    public static VideoChoice Look(AgentConfiguration configuration)
    {
        var wish = VideoWish.From(configuration);
        return VideoChooser.Choose(wish, InventoryReader.Read(wish, Format(configuration.Video)));
    }

    private RawPictureSource Tapped(RawPictureSource pictures) => tap?.Over(pictures) ?? pictures;

    private VideoSource Choose(AgentConfiguration current, VideoFormat format)
    {
        var choice = Look(current);
        // A camera that was chosen by its name and is not there: the source that knows it finds it elsewhere, or says so itself.
        if (choice.Plan is null && _source is not null && _madeFor == current && VideoWish.From(current).Device.Length > 0)
            return _source;
        var plan = choice.Plan ?? throw new VideoSourceException(choice.Words);
        if (_source is not null && plan == _plan && _madeFor == current)
            return _source;
        _source = Make(plan, current.Video, format);
        (_plan, _madeFor) = (plan, current);
        Chosen?.Invoke(choice.Words);
        return _source;
    }

    private VideoSource Make(VideoPlan plan, VideoConfiguration video, VideoFormat format)
    {
        var settings = Settings(video);
        return plan.Origin switch
        {
            PictureOrigin.CodedCamera => new V4l2EncodedSource(plan.Device, format, settings, time),
            PictureOrigin.Camera => new EncodedVideoSource(Tapped(Turned(Camera(plan, format), video.Rotation)), Encoder(plan), settings),
            _ => new EncodedVideoSource(Tapped(Libcamera(plan, video.Rotation, format)), Encoder(plan), settings),
        };
    }

    private V4l2PictureSource Camera(VideoPlan plan, VideoFormat format) => new(plan.Device, format, time)
    {
        EncoderFormats = V4l2Encoders.Find().FirstOrDefault(encoder => encoder.Path == plan.EncoderDevice)?.PixelFormats ?? [],
    };

    private RawPictureSource Libcamera(VideoPlan plan, int rotation, VideoFormat format)
    {
        var program = LibcameraProgram.Find() ?? throw new VideoSourceException("libcamera's program is gone (sudo apt install rpicam-apps).");
        var camera = int.Parse(plan.Device, System.Globalization.CultureInfo.InvariantCulture);
        var source = new LibcameraPictureSource(program, new(format, camera, IsUpsideDown: rotation == 180), time);
        return rotation == 180 ? source : Turned(source, rotation);
    }

    private static VideoEncoderFactory Encoder(VideoPlan plan) =>
        plan.Encoder == PictureEncoder.Hardware ? V4l2Encoders.Factory(plan.EncoderDevice) : OpenH264Encoder.Open;

    /// <summary>The test picture shows the network and not the camera: it needs hardware only where it is asked for, or nothing else is there.</summary>
    private static VideoEncoderFactory TestEncoder(VideoConfiguration video, VideoFormat format)
    {
        if (video.Encoder == VideoEncoderKind.Software || (video.Encoder == VideoEncoderKind.Auto && OpenH264Encoder.Missing is null))
            return OpenH264Encoder.Open;
        if (video.EncoderDevice.Length > 0)
            return V4l2Encoders.Factory(video.EncoderDevice);
        return V4l2Encoders.Find().FirstOrDefault(encoder => encoder.Takes(format.Width, format.Height)) is { } found
            ? V4l2Encoders.Factory(found.Path)
            : throw new VideoSourceException(OpenH264Encoder.Missing ?? "This machine has no hardware encoder: set video.encoder to \"auto\" or \"software\".");
    }

    private static RawPictureSource Turned(RawPictureSource pictures, int rotation) => rotation == 0 ? pictures : new RotatedPictureSource(pictures, rotation);

    /// <summary>The shape of the picture that viewers are to see.</summary>
    public static VideoFormat Asked(VideoConfiguration video) =>
        video.Rotation is 90 or 270 ? new(video.Height, video.Width, video.FrameRate) : Format(video);

    private static VideoFormat Format(VideoConfiguration video) => new(video.Width, video.Height, video.FrameRate);

    private static EncoderSettings Settings(VideoConfiguration video) => new(
        video.Bitrate.StartKbps * 1000, video.Bitrate.MaxKbps * 1000, TimeSpan.FromSeconds(video.KeyframeIntervalSeconds));
}
