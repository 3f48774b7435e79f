using CamAgent.HomeAutomation.Parts;
using CamAgent.Snapshots;
using CamAgent.Streaming;
using CamAgent.WebRtc.Endpoint;

namespace CamAgent.Hosting;

/// <summary>Who watches a running agent: viewers whose video flows, and those who have just taken a snapshot.</summary>
internal sealed class AgentPresence : IDisposable
{
    private readonly WebRtcEndpoint _endpoint;
    private readonly ViewerSessions _sessions;

    public AgentPresence(WebRtcEndpoint endpoint, ViewerSessions sessions, TimeProvider time)
    {
        _endpoint = endpoint;
        _sessions = sessions;
        Takers = new SnapshotTakers(time);
        sessions.Changed += OnChanged;
        Takers.Changed += OnChanged;
    }

    /// <summary>Somebody came or left. Raised on any thread.</summary>
    public event Action? Changed;

    public SnapshotTakers Takers { get; }

    public IReadOnlyList<ViewerPresence> Watching()
    {
        var peers = _endpoint.Statistics.Peers;
        var watching = new List<ViewerPresence>();
        foreach (var session in _sessions.Sessions)
        {
            if (!session.IsConnected)
                continue;
            // The statistics are a second old at most: a viewer who has just come may not be in them yet.
            var peer = peers.FirstOrDefault(peer => peer.Session == session.Name);
            watching.Add(new(session.Name, session.DisplayName, session.Since, peer is null ? "host" : AgentStatus.PathType(peer), peer?.BytesSent ?? 0));
        }

        // No session's name has a colon.
        foreach (var (name, since) in Takers.Current)
            watching.Add(new($"snapshot:{name}", name, since, "snapshot", 0));
        return watching;
    }

    public void Dispose()
    {
        _sessions.Changed -= OnChanged;
        Takers.Changed -= OnChanged;
        Takers.Dispose();
    }

    private void OnChanged() => Changed?.Invoke();
}
