using CamAgent.Signaling;

namespace CamAgent.Http;

/// <summary>A session made by <c>POST /whep</c>, for as long as it lasts.</summary>
/// <param name="viewer">Who made it, and alone may change it; null while access is not required.</param>
/// <param name="mid">The video line's identification, for the fragments of a restart; null where the offer gave none.</param>
internal sealed class WhepSession(string name, string? viewer, string? mid, WhepGeneration generation, GatheringObserver observer)
{
    private volatile WhepGeneration _generation = generation;

    public string Name { get; } = name;

    public string? Viewer { get; } = viewer;

    public string? Mid { get; } = mid;

    public GatheringObserver Observer { get; } = observer;

    /// <summary>Changes with an ICE restart.</summary>
    public WhepGeneration Generation
    {
        get => _generation;
        set => _generation = value;
    }

    public bool BelongsTo(HttpViewer who) => string.Equals(Viewer, who.Name, StringComparison.Ordinal);
}

/// <param name="ViewerFragment">The viewer's ICE username fragment: another one in a PATCH asks for a restart.</param>
/// <param name="EntityTag">Names the camera's generation of ICE, in quotes.</param>
internal sealed record WhepGeneration(string? ViewerFragment, string EntityTag)
{
    public static WhepGeneration Of(string? viewerFragment, string cameraFragment) => new(viewerFragment, $"\"{cameraFragment}\"");
}
