using CamAgent.Hardware.Video;
using CamAgent.WebRtc;

namespace CamAgent.Streaming;

/// <summary>What a pipeline is made of.</summary>
internal sealed record VideoPipelineOptions
{
    /// <summary>Called for each attempt, on the attempt's own thread.</summary>
    public required Func<VideoSource> CreateSource { get; init; }

    /// <summary>Takes each access unit, the camera's or one in its place; never two at a time.</summary>
    public required AccessUnitHandler Sink { get; init; }

    public required RandomSource Random { get; init; }

    /// <summary>Shown in the picture in the camera's place.</summary>
    public Func<string> DeviceName { get; init; } = static () => "";

    /// <summary>What the camera is asked for: the shape of the picture in its place before it has given one itself.</summary>
    public Func<VideoFormat> AskedFormat { get; init; } = static () => new(1280, 720, 30);

    /// <summary>Codes the picture in the camera's place; null for OpenH264.</summary>
    public VideoEncoderFactory? StandInEncoder { get; init; }

    /// <summary>What is to be set on each camera; by name, as text.</summary>
    public IReadOnlyDictionary<string, string> Controls { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where devices come and go; null watches nothing.</summary>
    public string? DeviceDirectory { get; init; } = "/dev";
}
