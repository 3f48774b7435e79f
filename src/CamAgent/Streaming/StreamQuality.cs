namespace CamAgent.Streaming;

/// <summary>How much of the allowed bitrate the stream takes, as a person chooses it.</summary>
internal enum StreamQuality
{
    /// <summary>What the configuration starts with.</summary>
    Auto,

    /// <summary>A quarter of the highest.</summary>
    Low,

    /// <summary>Half of the highest.</summary>
    Medium,

    /// <summary>The highest.</summary>
    High,
}
