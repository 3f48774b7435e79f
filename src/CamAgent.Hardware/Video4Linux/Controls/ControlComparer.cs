using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video4Linux.Controls;

/// <summary>Whether a control shows itself the same as before.</summary>
internal sealed class ControlComparer : IEqualityComparer<CameraControl>
{
    public static ControlComparer Instance { get; } = new();

    // Each reading makes its own list of options: as long as it is, and as named, it is the same.
    public bool Equals(CameraControl? x, CameraControl? y) =>
        x is null || y is null ? x == y : x with { Options = [] } == y with { Options = [] } && x.Options.SequenceEqual(y.Options, StringComparer.Ordinal);

    public int GetHashCode(CameraControl obj) => obj.Name.GetHashCode(StringComparison.Ordinal);
}
