using CamAgent.Signaling;

namespace CamAgent.Http;

/// <summary>A session made by <c>POST /whep</c>, for as long as it lasts.</summary>
/// <param name="Viewer">Who made it, and alone may change it; null while access is not required.</param>
/// <param name="ViewerFragment">The viewer's ICE username fragment: another one in a PATCH asks for a restart.</param>
/// <param name="EntityTag">Names the camera's generation of ICE, in quotes.</param>
internal sealed record WhepSession(string Name, string? Viewer, string? ViewerFragment, string EntityTag, GatheringObserver Observer)
{
    public bool BelongsTo(HttpViewer viewer) => string.Equals(Viewer, viewer.Name, StringComparison.Ordinal);
}
