using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>Which valid pair carries media: nomination (RFC 8445 §8), consent (RFC 7675), and what happens when the pair is lost.</summary>
public sealed partial class IceAgent
{
    /// <summary>As controlling agent: how long a better pair is waited for once one is valid.</summary>
    private static readonly TimeSpan NominationDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>As controlled agent: a controlling agent that has moved has stopped nominating the old pair for so long.</summary>
    private static readonly TimeSpan NominationGap = TimeSpan.FromSeconds(3);

    private CandidatePair? _selected;
    private IceGeneration? _selectedGeneration;
    private ConsentFreshness? _consent;
    private Instant _selectedAt;
    private bool _wasConnected;

    /// <summary>RFC 8445 §7.2.5.3.4: a pair has become valid, or its nomination was answered.</summary>
    private void OnValid(CandidatePair pair, ConnectivityCheck check, Instant now)
    {
        if (Role == IceRole.Controlled)
        {
            if (pair.NominateOnSuccess)
                OnNominated(pair, now);
            return;
        }

        if (check.UseCandidate)
        {
            pair.IsNominated = true;
            pair.NominatedAt = now;
            Select(pair, now, checkAtOnce: false);
        }
    }

    /// <summary>As controlling agent, RFC 8445 §8.1.1: chooses a valid pair and checks it once more with USE-CANDIDATE.</summary>
    private void Nominate(Instant now)
    {
        if (Role != IceRole.Controlling || !RunsOrdinaryChecks || IsNominating())
            return;
        if (_current.CheckList.BestValid() is not { } best)
        {
            _current.NominateAt = Instant.Never;
            return;
        }

        if (_current.NominateAt == Instant.Never)
            _current.NominateAt = now + NominationDelay;
        if (now < _current.NominateAt && IsBetterPossible(best))
            return;
        best.UseCandidate = true;
        _current.CheckList.Trigger(best);
    }

    private bool IsNominating()
    {
        foreach (var pair in _current.CheckList.Pairs)
        {
            if (pair.UseCandidate || pair.Check is { UseCandidate: true })
                return true;
        }

        return false;
    }

    private bool IsBetterPossible(CandidatePair valid)
    {
        if (!_current.HasAllRemoteCandidates)
            return true;
        foreach (var pair in _current.CheckList.Pairs)
        {
            if (pair == valid)
                return false;
            if (pair.State != CandidatePairState.Failed)
                return true;
        }

        return false;
    }

    /// <summary>As controlled agent: a request with USE-CANDIDATE came for the pair.</summary>
    private void OnUseCandidate(CandidatePair pair, StunTransactionId transactionId, Instant now)
    {
        // A retransmission is not another nomination.
        if (pair.NominationId != transactionId || pair.Nominations == 0)
            pair.Nominations++;
        pair.NominationId = transactionId;
        pair.NominatedAt = now;
        if (pair.State == CandidatePairState.Succeeded)
            OnNominated(pair, now);
        else
            pair.NominateOnSuccess = true;
    }

    private void OnNominated(CandidatePair pair, Instant now)
    {
        pair.NominateOnSuccess = false;
        pair.IsNominated = true;
        if (MustFollow(pair, now))
            Select(pair, now, checkAtOnce: false);
    }

    /// <summary>
    /// Whether media moves to a pair that was just nominated. An agent that nominates aggressively (RFC 5245 §8.1.1.1) nominates all pairs
    /// at once and
    /// means the best. A browser that moves later nominates again and again, and only the pair it means.
    /// </summary>
    private bool MustFollow(CandidatePair pair, Instant now)
    {
        if (_selected is null || _selectedGeneration != _current || !_selected.IsNominated)
            return true;
        if (pair == _selected)
            return false;
        return pair.Priority > _selected.Priority
            || _consent is null
            || _consent.IsDisconnected(now)
            || (pair.Nominations >= 2 && now - _selected.NominatedAt >= NominationGap);
    }

    /// <param name="checkAtOnce">The pair was validated a while ago: ask now whether it still works.</param>
    private void Select(CandidatePair pair, Instant now, bool checkAtOnce)
    {
        if (_selected == pair)
            return;
        _selected = pair;
        _selectedGeneration = _current;
        _selectedAt = now;
        _consent = new(now, _random, checkAtOnce);
        _wasConnected = true;
        // RFC 8445 §8.1.2: what is worse than the nominated pair need not be tried on.
        foreach (var check in _checks)
        {
            if (check.Purpose == CheckPurpose.Connectivity && check.Pair != pair && check.Pair.Priority < pair.Priority)
                check.Cancel(now);
        }

        if (_previous is not null)
            _previous.RetireAt = Instant.Min(_previous.RetireAt, now + RetirementDelay);
        Raise(new(IceEventKind.SelectedPathChanged, State, pair.Path));
    }

    private void Deselect()
    {
        if (_selected is null)
            return;
        _selected = null;
        _selectedGeneration = null;
        _consent = null;
        Raise(new(IceEventKind.SelectedPathChanged, State));
    }

    private void MaintainConsent(Instant now)
    {
        if (_selected is null || _consent is null || _selectedGeneration is null)
            return;
        if (_consent.IsExpired(now))
        {
            // RFC 7675 §5.1: nothing may be sent on this pair any more.
            _selected.State = CandidatePairState.Failed;
            CollectValidated();
            var isCurrent = _selectedGeneration == _current;
            LoseSelected(now);
            if (isCurrent && _selected is null && FindReplacement(now) is null)
                Fail();
        }
        else if (now >= _consent.NextCheckAt)
        {
            _consent.OnCheckSent(now);
            SendConsentCheck(_selected, _selectedGeneration, now);
        }
    }

    /// <summary>
    /// The selected pair is gone: goes on with the best other one that is alive, and tries again what had failed or was never tried.
    /// </summary>
    private void LoseSelected(Instant now)
    {
        var lost = _selected;
        var replacement = FindReplacement(now);
        Deselect();
        _current.FailAt = now + Patience;
        foreach (var pair in _current.CheckList.Pairs)
        {
            // What worked long ago has to show that it still does.
            if (pair != lost && (pair.State == CandidatePairState.Failed || (pair.State == CandidatePairState.Succeeded && !IsAlive(pair, now))))
                pair.State = CandidatePairState.Waiting;
        }

        CollectValidated();

        if (Role == IceRole.Controlled && replacement is not null)
            Select(replacement, now, checkAtOnce: true);
        else if (Role == IceRole.Controlling)
            _current.NominateAt = replacement is null ? Instant.Never : now;
    }

    private CandidatePair? FindReplacement(Instant now) =>
        _current.CheckList.BestValid(pair => pair != _selected && IsAlive(pair, now));

    private static bool IsAlive(CandidatePair pair, Instant now) =>
        pair.LastInbound is { } inbound && now - inbound < ConsentFreshness.Lifetime;

    private SelectedPair DescribeSelected(CandidatePair pair)
    {
        var local = pair.Local.Candidate;
        var (type, address) = (local.Type, local.Address);
        if (pair.Mapped.IsSpecified && !IsSame(pair.Mapped, address))
        {
            // RFC 8445 §7.2.5.3.1: the other side sees an address that is another candidate of ours, or one nobody knew of.
            var seen = _localCandidates.Find(candidate => candidate.Base == pair.Path.Local && IsSame(candidate.Candidate.Address, pair.Mapped));
            (type, address) = (seen?.Candidate.Type ?? IceCandidateType.PeerReflexive, pair.Mapped);
        }

        return new(pair.Path, type, address, pair.Remote.Candidate.Type, pair.Path.Remote, pair.RoundTripTime, _selectedAt);
    }
}
