namespace CamAgent.Streaming.Choice;

/// <summary>What this machine has that pictures could come of.</summary>
internal sealed record VideoInventory
{
    public IReadOnlyList<CameraFound> Cameras { get; init; } = [];

    public IReadOnlyList<EncoderFound> Encoders { get; init; } = [];

    /// <summary>The program's name; null where none is installed.</summary>
    public string? LibcameraProgram { get; init; }

    /// <summary>The cameras that it lists; empty also where it was not asked, because something better is there.</summary>
    public IReadOnlyList<string> LibcameraCameras { get; init; } = [];

    /// <summary>Why OpenH264 cannot be used, in words; null where it can.</summary>
    public string? SoftwareProblem { get; init; }

    /// <summary>What could not be looked at, in words: nodes without permission, a program that fails.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
