using CamAgent.Configuration;

namespace CamAgent.Streaming.Choice;

/// <summary>What the configuration says about where pictures come from.</summary>
/// <param name="Source"><see cref="VideoSourceKind.Auto"/>, <see cref="VideoSourceKind.V4l2"/> or <see cref="VideoSourceKind.Libcamera"/>.</param>
/// <param name="Device">Empty for any.</param>
/// <param name="EncoderDevice">Empty for any.</param>
/// <param name="IsTurned">The picture is to be rotated.</param>
internal sealed record VideoWish(VideoSourceKind Source, string Device, VideoEncoderKind Encoder, string EncoderDevice, bool IsTurned)
{
    private const string DefaultDevice = "/dev/video0";

    public static VideoWish From(AgentConfiguration configuration)
    {
        var video = configuration.Video;
        // The default is a name that most cameras have. Nobody has chosen it, unless for v4l2: with auto it stands in every example.
        var isChosen = configuration.IsSet("video.device") && (video.Source == VideoSourceKind.V4l2 || video.Device != DefaultDevice);
        var device = isChosen ? video.Device : "";
        return new(video.Source, device, video.Encoder, video.EncoderDevice, video.Rotation != 0);
    }
}
