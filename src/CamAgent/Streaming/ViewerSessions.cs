using System.Collections.Concurrent;
using CamAgent.DataChannels;
using CamAgent.Signaling;
using CamAgent.WebRtc.Endpoint;

namespace CamAgent.Streaming;

/// <summary>
/// Who watches. Holds the places that the configuration allows, keeps the camera running while one is taken, and passes messages between
/// a viewer's signaling and its session on the endpoint.
/// </summary>
internal sealed class ViewerSessions(WebRtcEndpoint endpoint, VideoPipeline video, Func<int> maximumViewers, TimeProvider time, ILogger log) : IViewerSessions
{
    private const int MaximumCandidates = 64;
    private static readonly TimeSpan DescribeLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, ViewerSession> _sessions = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Raised when someone came or left.</summary>
    internal event Action? Changed;

    /// <summary>What viewers' data channels stand for.</summary>
    internal ChannelLabels DataChannels { get; } = new();

    internal int Count => _sessions.Count;

    internal IReadOnlyCollection<ViewerSession> Sessions => (IReadOnlyCollection<ViewerSession>)_sessions.Values;

    /// <summary>Refusals because all places were taken, and all others.</summary>
    internal Count RefusedFull { get; } = new();

    internal Count RefusedOther { get; } = new();

    public async ValueTask<OfferOutcome> OfferAsync(ViewerOffer offer, ISessionObserver observer, CancellationToken cancellationToken)
    {
        if (video.IsOff)
            return Refuse(offer, new OfferOutcome.Refused(SignalErrorCode.Unavailable, CameraSwitch.OffInWords));
        if (!TryTakePlace(offer, observer, out var session, out var isNew, out var refusal))
            return Refuse(offer, refusal!);
        PeerAnswer answer;
        try
        {
            // The answer names the stream's profile; the first viewer after a cold start waits for the first picture. Without a camera the viewer
            // is answered all the same, sees why there is no picture, and need not come again.
            await video.Described.WaitAsync(DescribeLimit, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            answer = await endpoint.OfferAsync(offer.Session, offer.Sdp, session, isNew).ConfigureAwait(false);
        }
        catch
        {
            if (isNew)
                Leave(session);
            throw;
        }

        switch (answer)
        {
            case PeerAnswer.Accepted accepted:
                session.Observer = observer;
                if (accepted.Restarted)
                    session.ForgetCandidates();
                if (isNew)
                {
                    StreamingLog.ViewerCame(log, session.DisplayName, offer.Channel, session.ShortName);
                    Changed?.Invoke();
                }

                return new OfferOutcome.Answered(accepted.Sdp, accepted.UsernameFragment, accepted.Password, accepted.Restarted, accepted.GatheringComplete);
            case PeerAnswer.Rejected rejected:
                if (isNew)
                    Leave(session);
                return Refuse(offer, new OfferOutcome.Refused(rejected.Malformed ? SignalErrorCode.BadRequest : SignalErrorCode.Unsupported, rejected.Message));
            case PeerAnswer.Gone gone:
                if (isNew)
                    Leave(session);
                return Refuse(offer, new OfferOutcome.Refused(SignalErrorCode.Unavailable, gone.Message));
            default:
                if (isNew)
                    Leave(session);
                return Refuse(offer, new OfferOutcome.Refused(SignalErrorCode.Busy, ((PeerAnswer.Full)answer).Message, RetryWhenFull));
        }
    }

    public async ValueTask<IceRestart?> RestartAsync(
        string session, string channel, string usernameFragment, string password, CancellationToken cancellationToken)
    {
        if (!_sessions.TryGetValue(session, out var known) || known.Channel != channel)
            return null;
        var answer = await endpoint.RestartAsync(session, usernameFragment, password).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (answer is not PeerAnswer.IceRestarted restarted)
            return null;
        known.ForgetCandidates();
        return new IceRestart(restarted.UsernameFragment, restarted.Password, restarted.Candidates, restarted.GatheringComplete);
    }

    public CandidateOutcome AddCandidate(string session, ViewerCandidate candidate)
    {
        if (!_sessions.TryGetValue(session, out var known))
            return CandidateOutcome.UnknownSession;
        if (known.CountCandidate() > MaximumCandidates)
            return CandidateOutcome.TooMany;
        if (string.IsNullOrEmpty(candidate.Candidate))
        {
            endpoint.AddRemoteCandidate(session, null);
            return CandidateOutcome.Added;
        }

        if (!WebRtc.Ice.IceCandidate.TryParse(candidate.Candidate, out _))
            return CandidateOutcome.Malformed;
        endpoint.AddRemoteCandidate(session, candidate.Candidate);
        return CandidateOutcome.Added;
    }

    public void Close(string session, string channel, string reason)
    {
        if (_sessions.TryGetValue(session, out var known) && known.Channel == channel)
            endpoint.Close(session, reason);
    }

    private bool TryTakePlace(ViewerOffer offer, ISessionObserver observer, out ViewerSession session, out bool isNew, out OfferOutcome.Refused? refusal)
    {
        refusal = null;
        isNew = false;
        lock (_gate)
        {
            if (_sessions.TryGetValue(offer.Session, out session!))
            {
                // A session stays on the channel that made it: elsewhere its name says nothing about who it is.
                if (string.Equals(session.Viewer, offer.Viewer, StringComparison.Ordinal) && session.Channel == offer.Channel)
                    return true;
                refusal = new OfferOutcome.Refused(SignalErrorCode.Forbidden, "This session belongs to another viewer.");
                return false;
            }

            var places = maximumViewers();
            if (_sessions.Count >= places)
            {
                refusal = new OfferOutcome.Refused(
                    SignalErrorCode.Busy,
                    places == 1 ? "Somebody is watching, and this camera serves one viewer." : $"All {places} places are taken.",
                    RetryWhenFull);
                return false;
            }

            session = new ViewerSession(this, offer, observer, video.Want(), time.GetUtcNow(), time.GetTimestamp());
            isNew = true;
            _sessions[offer.Session] = session;
            return true;
        }
    }

    private OfferOutcome.Refused Refuse(ViewerOffer offer, OfferOutcome.Refused refusal)
    {
        (refusal.Code == SignalErrorCode.Busy ? RefusedFull : RefusedOther).Increment();
        StreamingLog.OfferRefused(log, offer.Channel, refusal.Message, ViewerSession.Shorten(offer.Session));
        return refusal;
    }

    internal void Watches(ViewerSession session)
    {
        var elapsed = time.GetElapsedTime(session.OfferedAt).TotalMilliseconds;
        StreamingLog.ViewerWatches(log, session.DisplayName, session.Channel, session.ShortName, elapsed);
        Changed?.Invoke();
    }

    internal void Left(ViewerSession session, string reason)
    {
        StreamingLog.ViewerLeft(log, session.DisplayName, reason, session.ShortName, time.GetElapsedTime(session.OfferedAt).TotalSeconds);
        Leave(session);
    }

    private void Leave(ViewerSession session)
    {
        _sessions.TryRemove(new KeyValuePair<string, ViewerSession>(session.Name, session));
        session.CameraLease.Dispose();
        Changed?.Invoke();
    }
}
