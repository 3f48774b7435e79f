using CamAgent.Access;
using CamAgent.Signaling;

namespace CamAgent.Hosting;

/// <summary>The store of viewers, as signaling wants to see it. Reading is cheap: the store looks at its file's time stamp and no further.</summary>
internal sealed class StoredViewers(ViewerStore store, ILogger log) : IViewerDirectory
{
    private volatile Snapshot _snapshot = new([], []);
    private string? _problem;

    public IReadOnlyList<ViewerEntry> Current
    {
        get
        {
            IReadOnlyList<Viewer> viewers;
            try
            {
                viewers = store.List();
                _problem = null;
            }
            catch (StateException exception)
            {
                // Fails closed: with a broken file nobody new gets in. Said once, not for each who knocks.
                if (Interlocked.Exchange(ref _problem, exception.Message) != exception.Message)
                    HostingLog.ViewersUnreadable(log, exception.Message);
                return [];
            }

            var snapshot = _snapshot;
            if (!ReferenceEquals(viewers, snapshot.Source))
                _snapshot = snapshot = new Snapshot(viewers, [.. viewers.Select(ToEntry)]);
            return snapshot.Entries;
        }
    }

    private static ViewerEntry ToEntry(Viewer viewer) => new(viewer.Name, viewer.Secret.Bytes.ToArray(), viewer.Rights, viewer.Expires);

    private sealed record Snapshot(IReadOnlyList<Viewer> Source, IReadOnlyList<ViewerEntry> Entries);
}
