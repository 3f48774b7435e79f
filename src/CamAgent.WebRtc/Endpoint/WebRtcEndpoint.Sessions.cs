namespace CamAgent.WebRtc.Endpoint;

/// <summary>The sessions: made by an offer, drained after each touch, taken out when they end.</summary>
public sealed partial class WebRtcEndpoint
{
    private readonly Dictionary<string, SessionEntry> _sessions = new(StringComparer.Ordinal);
    private readonly List<SessionEntry> _entries = [];
    private EndpointTotals _endedTotals;
    private int _connected;

    private PeerAnswer Answer(string session, string sdp, IPeerObserver observer)
    {
        var now = _clock.Now;
        var isNew = !_sessions.TryGetValue(session, out var entry);
        if (entry is null)
        {
            if (_entries.Count >= _options.MaximumSessions)
                return new PeerAnswer.Full($"All {_options.MaximumSessions} places are taken.");
            entry = new SessionEntry(session, CreatePeer(session), observer);
        }

        if (!entry.Peer.TryAcceptOffer(sdp, StreamProfile, now, out var answer, out var rejection))
        {
            if (isNew)
                entry.Peer.Dispose();
            return new PeerAnswer.Rejected(rejection.Message, rejection.IsMalformed);
        }

        if (isNew)
        {
            _sessions.Add(session, entry);
            _entries.Add(entry);
        }

        entry.Observer = observer;
        entry.IsDirty = true;
        if (!IsGathering)
            observer.EndOfLocalCandidates(entry.Peer.LocalUsernameFragment);
        _byUsernameFragment[entry.Peer.LocalUsernameFragment] = entry;
        return new PeerAnswer.Accepted(answer, entry.Peer.LocalUsernameFragment, entry.Peer.LocalPassword, !isNew, !IsGathering);
    }

    private PeerSession CreatePeer(string session)
    {
        var peer = new PeerSession(new PeerSessionOptions { Name = session, Clock = _ntpClock, Fingerprint = _fingerprint }, _dtls, _random);
        foreach (var (candidate, @base) in _localCandidates)
            peer.AddLocalCandidate(candidate, @base, _clock.Now);
        if (!IsGathering)
            peer.SetAllGathered();
        return peer;
    }

    private static void Touch(SessionEntry entry, Action<PeerSession> action)
    {
        action(entry.Peer);
        entry.IsDirty = true;
    }

    /// <summary>Sends what the touched sessions have to send and passes on what they have to say.</summary>
    private void Drain(Instant now)
    {
        DrainShared(now);
        for (var i = 0; i < _entries.Count; i++)
        {
            var entry = _entries[i];
            if (!entry.IsDirty)
                continue;
            entry.IsDirty = false;
            DrainEvents(entry, now);
            while (entry.Peer.TryPollTransmit(now, _batch.Next, out var length, out var path))
                _batch.Commit(length, path);
            _batch.Flush();
            DrainEvents(entry, now);
            entry.NextTimeout = entry.Peer.NextTimeout;
            if (entry.Peer.State == PeerState.Ended)
                Remove(entry, i--, now);
        }

        CountConnected();
    }

    private void DrainEvents(SessionEntry entry, Instant now)
    {
        while (entry.Peer.TryPollEvent(out var happened))
        {
            switch (happened)
            {
                case PeerEvent.Connected:
                    entry.Observer.Connected();
                    break;
                case PeerEvent.KeyFrameRequested request:
                    _lastCause = request.Cause;
                    if (_keyFrameRequests.Request(request.Cause, now))
                        KeyFrameNeeded?.Invoke(request.Cause);
                    break;
                case PeerEvent.UsernameFragmentRetired retired:
                    _byUsernameFragment.Remove(retired.UsernameFragment);
                    break;
                case PeerEvent.LocalCandidate candidate:
                    entry.Observer.LocalCandidate(candidate.Candidate, candidate.Mid, candidate.MediaLineIndex, entry.Peer.LocalUsernameFragment);
                    break;
                case PeerEvent.EndOfLocalCandidates:
                    entry.Observer.EndOfLocalCandidates(entry.Peer.LocalUsernameFragment);
                    break;
                case PeerEvent.ResolveName name:
                    _ = _resolver.TryResolve(name.Name, now);
                    break;
            }
        }
    }

    private void Remove(SessionEntry entry, int index, Instant now)
    {
        _entries.RemoveAt(index);
        _sessions.Remove(entry.Name);
        Forget(entry);
        _endedTotals += entry.Peer.Statistics(now);
        entry.Observer.Ended(entry.Peer.EndReason);
        entry.Peer.Dispose();
    }

    private void EndAll(string reason)
    {
        var now = _clock.Now;
        foreach (var entry in _entries)
            Touch(entry, peer => peer.End(reason, now));
        Drain(now);
    }

    private void CountConnected()
    {
        var count = 0;
        foreach (var entry in _entries)
            count += entry.Peer.State == PeerState.Connected ? 1 : 0;
        Volatile.Write(ref _connected, count);
    }

    private EndpointStatistics TakeStatistics(Instant now)
    {
        var peers = _entries.ConvertAll(entry => entry.Peer.Statistics(now));
        var totals = peers.Aggregate(_endedTotals, (sum, peer) => sum + peer);
        return new EndpointStatistics(_sockets.Port, peers, totals, _datagrams, _discarded, _frames.Dropped, _sockets.Sockets.Sum(socket => socket.SendErrors));
    }
}
