using CamAgent.WebRtc.Ice;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>The sessions: made by an offer, drained after each touch, taken out when they end.</summary>
public sealed partial class WebRtcEndpoint
{
    private static readonly PeerAnswer Ended = new PeerAnswer.Gone("The session has ended.");
    private readonly Dictionary<string, SessionEntry> _sessions = new(StringComparer.Ordinal);
    private readonly List<SessionEntry> _entries = [];
    private EndpointTotals _endedTotals;
    private int _connected;
    private bool _hasAsked;

    private PeerAnswer Answer(string session, string sdp, IPeerObserver observer, bool isNew)
    {
        var now = _clock.Now;
        var entry = FindLive(session);
        if (isNew != (entry is null))
            return isNew ? new PeerAnswer.Gone("A session of this name is there already.") : Ended;
        // One that has ended but was not yet taken out: its name is free once its goodbye is sent and its observer was told.
        if (entry is null && _sessions.TryGetValue(session, out var ended))
        {
            ended.IsDirty = true;
            DrainSessions(now);
        }

        if (entry is null && _entries.Count >= _options.MaximumSessions)
            return new PeerAnswer.Full($"All {_options.MaximumSessions} places are taken.");
        entry ??= new SessionEntry(session, CreatePeer(session, observer), observer);

        var before = entry.Peer.LocalUsernameFragment;
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
        var fragment = entry.Peer.LocalUsernameFragment;
        _byUsernameFragment[fragment] = entry;
        if (!IsGathering)
            Guard(() => observer.EndOfLocalCandidates(fragment));
        var isRestart = !string.Equals(before, fragment, StringComparison.Ordinal);
        return new PeerAnswer.Accepted(answer, fragment, entry.Peer.LocalPassword, isRestart, !IsGathering);
    }

    private PeerAnswer Restart(string session, string usernameFragment, string password)
    {
        if (!IceCredentials.TryCreate(usernameFragment, password, out var credentials))
            return new PeerAnswer.Rejected("The ice-ufrag or ice-pwd is not valid.", Malformed: true);
        if (FindLive(session) is not { } entry || !entry.Peer.TryRestart(credentials, _clock.Now))
            return Ended;
        entry.IsDirty = true;
        var fragment = entry.Peer.LocalUsernameFragment;
        _byUsernameFragment[fragment] = entry;
        return new PeerAnswer.IceRestarted(fragment, entry.Peer.LocalPassword, entry.Peer.LocalCandidates, !IsGathering);
    }

    private SessionEntry? FindLive(string session) =>
        _sessions.TryGetValue(session, out var entry) && entry.Peer.State != PeerState.Ended ? entry : null;

    private PeerSession CreatePeer(string session, IPeerObserver observer)
    {
        var options = new PeerSessionOptions
        {
            Name = session,
            Clock = _ntpClock,
            Fingerprint = _fingerprint,
            DataChannels = observer.DataChannels is { } channels ? new GuardedChannels(channels, OnFault) : null,
            DataChannelMemory = _channelMemory,
        };
        var peer = new PeerSession(options, _dtls, _random);
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
        DrainSessions(now);
        // A name that a session has just asked for: its query leaves now, and one that is known is answered now.
        if (_hasAsked)
        {
            _hasAsked = false;
            DrainShared(now);
            DrainSessions(now);
        }

        // Requests that the sessions have given rise to; and what the servers' end has done to sessions.
        if (_relays.Drain(now))
            DrainSessions(now);
        CountConnected();
    }

    private void DrainSessions(Instant now)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            var entry = _entries[i];
            if (!entry.IsDirty)
                continue;
            entry.IsDirty = false;
            DrainEvents(entry, now);
            while (entry.Peer.TryPollTransmit(now, _batch.Next, out var length, out var path))
                _batch.Commit(length, path, now);
            _batch.Flush();
            DrainEvents(entry, now);
            entry.NextTimeout = entry.Peer.NextTimeout;
            if (entry.Peer.State == PeerState.Ended)
                Remove(entry, i--, now);
        }
    }

    private void DrainEvents(SessionEntry entry, Instant now)
    {
        while (entry.Peer.TryPollEvent(out var happened))
        {
            switch (happened)
            {
                case PeerEvent.KeyFrameRequested request:
                    _lastCause = request.Cause;
                    if (_keyFrameRequests.Request(request.Cause, now))
                        AskForKeyFrame();
                    break;
                case PeerEvent.UsernameFragmentRetired retired:
                    _byUsernameFragment.Remove(retired.UsernameFragment);
                    break;
                case PeerEvent.RelayPathNeeded relay:
                    _relays.Permit(relay.Path, now);
                    break;
                case PeerEvent.ResolveName name when _options.RelayOnly:
                    // No relay reaches an address of the local network's own names, and nobody there has to hear who watches.
                    entry.Peer.NameResolved(name.Name, default, now);
                    break;
                case PeerEvent.ResolveName name:
                    _hasAsked |= _resolver.TryResolve(name.Name, now);
                    break;
                default:
                    Tell(entry, happened);
                    break;
            }
        }
    }

    private void Tell(SessionEntry entry, PeerEvent happened) => Guard(() =>
    {
        var fragment = entry.Peer.LocalUsernameFragment;
        switch (happened)
        {
            case PeerEvent.Connected:
                entry.Observer.Connected();
                break;
            case PeerEvent.LocalCandidate candidate:
                entry.Observer.LocalCandidate(candidate.Candidate, candidate.Mid, candidate.MediaLineIndex, fragment);
                break;
            case PeerEvent.EndOfLocalCandidates:
                entry.Observer.EndOfLocalCandidates(fragment);
                break;
        }
    });

    private void Remove(SessionEntry entry, int index, Instant now)
    {
        _entries.RemoveAt(index);
        _sessions.Remove(entry.Name);
        Forget(entry);
        _endedTotals += entry.Peer.Statistics(now);
        Guard(() => entry.Observer.Ended(entry.Peer.EndReason));
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
        return new EndpointStatistics(
            _sockets.Port, peers, totals, _datagrams, _discarded, _frames.Dropped + _framesHeldUp, _sockets.Sockets.Sum(socket => socket.SendErrors))
        {
            Relays = _relays.Statuses,
            Relayed = _relays.Counters,
        };
    }
}
