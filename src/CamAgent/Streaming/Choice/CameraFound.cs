namespace CamAgent.Streaming.Choice;

/// <summary>A Video4Linux node that captures, as far as a choice needs to know it.</summary>
/// <param name="Card">Its name for people.</param>
/// <param name="Formats">The four-character codes of what it gives.</param>
internal sealed record CameraFound(string Path, string Card, string Driver, IReadOnlyList<string> Formats)
{
    public bool GivesH264 { get; init; }

    /// <summary>Pictures that an encoder can take, also by way of a conversion.</summary>
    public bool GivesPictures { get; init; }

    /// <summary>Other names of the node: links below /dev/v4l.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>A part of a camera that has to be set up with others: a CSI receiver, an image processor.</summary>
    public bool IsPart { get; init; }

    public bool IsUsable => !IsPart && (GivesH264 || GivesPictures);

    public bool IsAt(string path) => Path == path || Links.Contains(path, StringComparer.Ordinal);

    public override string ToString() => $"{Path} ({Card})";
}

/// <summary>A hardware encoder.</summary>
/// <param name="Takes">Pictures of the size that is wanted.</param>
internal sealed record EncoderFound(string Path, string Card, bool Takes)
{
    public override string ToString() => $"{Path} ({Card})";
}
