using CamAgent.Access;
using CamAgent.DataChannels;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.Streaming;

/// <summary>One viewer's place: what is known of it, and the way from its session on the endpoint back to its signaling.</summary>
internal sealed class ViewerSession(
    ViewerSessions owner,
    ViewerOffer offer,
    ISessionObserver observer,
    IDisposable cameraLease,
    DateTimeOffset since,
    long offeredAt) : IPeerObserver
{
    private int _candidates;

    internal string Name { get; } = offer.Session;

    internal string? Viewer { get; } = offer.Viewer;

    internal ViewerRights Rights { get; } = offer.Rights;

    internal string Channel { get; } = offer.Channel;

    internal DateTimeOffset Since { get; } = since;

    internal long OfferedAt { get; } = offeredAt;

    internal IDisposable CameraLease { get; } = cameraLease;

    internal ISessionObserver Observer { get; set; } = observer;

    internal bool IsConnected { get; private set; }

    /// <summary>Candidates the viewer has sent in this ICE generation; bounded by the owner.</summary>
    internal int CountCandidate() => Interlocked.Increment(ref _candidates);

    internal void ForgetCandidates() => Volatile.Write(ref _candidates, 0);

    internal string DisplayName => Viewer ?? "(anonymous)";

    internal string ShortName => Shorten(Name);

    internal static string Shorten(string session) => session.Length > 8 ? session[..8] : session;

    IDataChannelObserver? IPeerObserver.DataChannels => new ViewerChannels(this, owner.DataChannels);

    void IPeerObserver.LocalCandidate(string candidate, string mid, int mediaLineIndex, string usernameFragment) =>
        Observer.LocalCandidate(new LocalCandidate(candidate, mid, mediaLineIndex, usernameFragment));

    void IPeerObserver.EndOfLocalCandidates(string usernameFragment) => Observer.LocalCandidate(null);

    void IPeerObserver.Connected()
    {
        if (IsConnected)
            return;
        IsConnected = true;
        owner.Watches(this);
    }

    void IPeerObserver.Ended(string reason)
    {
        owner.Left(this, reason);
        Observer.Ended(reason);
    }
}
