namespace CamAgent.Configuration;

internal sealed record VideoConfiguration
{
    public required VideoSourceKind Source { get; init; }

    public required string Device { get; init; }

    /// <summary>Pixels, even.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels, even.</summary>
    public required int Height { get; init; }

    /// <summary>Pictures a second.</summary>
    public required int FrameRate { get; init; }

    /// <summary>Degrees clockwise: 0, 90, 180 or 270.</summary>
    public required int Rotation { get; init; }

    public required VideoEncoderKind Encoder { get; init; }

    /// <summary>Empty: found by capability.</summary>
    public required string EncoderDevice { get; init; }

    public required BitrateConfiguration Bitrate { get; init; }

    public required int KeyframeIntervalSeconds { get; init; }

    /// <summary>The program and its arguments, when the source is a command.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>What the camera's controls are set to, by their names.</summary>
    public required IReadOnlyDictionary<string, string> Controls { get; init; }

    /// <summary>The full path of an Annex B file, when the source is a file; else empty.</summary>
    public required string File { get; init; }
}

/// <summary>In kbit/s; Min ≤ Start ≤ Max.</summary>
internal sealed record BitrateConfiguration(int MinKbps, int StartKbps, int MaxKbps);

internal enum VideoSourceKind
{
    Auto,
    Test,
    V4l2,
    Libcamera,
    Command,
    File,
}

internal enum VideoEncoderKind
{
    Auto,
    V4l2M2m,
    Software,

    /// <summary>The source delivers H.264.</summary>
    None,
}
