using CamAgent.Configuration;
using CamAgent.Hardware.Encoders.OpenH264;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Command;
using CamAgent.Hardware.Video.Playback;
using CamAgent.Hardware.Video.TestPicture;

namespace CamAgent.Streaming;

/// <summary>Makes the source that the configuration names.</summary>
internal static class VideoSources
{
    /// <exception cref="VideoSourceException">It cannot be made; the message says what to change.</exception>
    public static VideoSource Create(AgentConfiguration configuration, TimeProvider time)
    {
        var video = configuration.Video;
        var format = new VideoFormat(video.Width, video.Height, video.FrameRate);
        return video.Source switch
        {
            VideoSourceKind.Test => new EncodedVideoSource(
                new TestPictureSource(format, configuration.Device.Name, time), OpenH264Encoder.Open, Settings(video)),
            VideoSourceKind.Command => new CommandVideoSource(video.Command, format, time),
            VideoSourceKind.File => new FileVideoSource(video.File, format, time),
            _ => throw new VideoSourceException(
                $"video.source \"{video.Source.ToString().ToLowerInvariant()}\" needs camera support, which this version does not have. "
                + "Set video.source to \"command\" with video.command (for example rpicam-vid --codec h264 --inline -t 0 -n -o -), to \"file\" or to \"test\"."),
        };
    }

    private static EncoderSettings Settings(VideoConfiguration video) => new(
        video.Bitrate.StartKbps * 1000, video.Bitrate.MaxKbps * 1000, TimeSpan.FromSeconds(video.KeyframeIntervalSeconds));
}
