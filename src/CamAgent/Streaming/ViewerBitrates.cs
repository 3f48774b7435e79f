using System.Collections.Concurrent;

namespace CamAgent.Streaming;

/// <summary>
/// What each viewer takes at most. One encoder serves all: it gives no more than the most that anybody takes, so that one viewer on a phone does
/// not make the picture worse for the others.
/// </summary>
/// <param name="viewers">The sessions there are.</param>
/// <param name="apply">Takes the cap in kbit/s, null for none, when it has become another.</param>
internal sealed class ViewerBitrates(Func<IEnumerable<string>> viewers, Action<int?> apply)
{
    private readonly ConcurrentDictionary<string, int> _limits = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int? _applied;

    /// <param name="kbps">At least 1.</param>
    public void Set(string session, int kbps)
    {
        _limits[session] = kbps;
        Refresh();
    }

    /// <summary>To be called when somebody came or left.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            var sessions = viewers().ToList();
            foreach (var gone in _limits.Keys.Where(session => !sessions.Contains(session)).ToList())
                _limits.TryRemove(gone, out _);
            // Who has not said anything takes everything.
            int? cap = sessions.Count > 0 && sessions.All(_limits.ContainsKey) ? sessions.Max(session => _limits[session]) : null;
            if (cap == _applied)
                return;
            _applied = cap;
            apply(cap);
        }
    }
}
