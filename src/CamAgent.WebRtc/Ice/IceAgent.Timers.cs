namespace CamAgent.WebRtc.Ice;

/// <summary>What time does to the agent.</summary>
public sealed partial class IceAgent
{
    /// <summary>RFC 8863 §4: a check that works may come in until the other side's last transaction has run out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(39_500);

    /// <summary>
    /// When <see cref="HandleTimeout"/> has something to do; <see cref="Instant.Never"/> where nothing is pending. It may change with every
    /// call.
    /// </summary>
    public Instant NextTimeout
    {
        get
        {
            if (State is IceState.Closed or IceState.Failed)
                return Instant.Never;
            var next = _previous?.RetireAt ?? Instant.Never;
            foreach (var check in _checks)
                next = Instant.Min(next, check.DueAt);
            if (MayCheck && _current.CheckList.HasNext(RunsOrdinaryChecks))
                next = Instant.Min(next, _nextCheckAt);
            if (Role == IceRole.Controlling && RunsOrdinaryChecks && !IsNominating())
                next = Instant.Min(next, _current.NominateAt);
            if (_consent is not null)
            {
                next = Instant.Min(next, Instant.Min(_consent.NextCheckAt, _consent.ExpiresAt));
                if (State != IceState.Disconnected)
                    next = Instant.Min(next, _consent.DisconnectedAt);
            }

            return _selected is null ? Instant.Min(next, GiveUpAt) : next;
        }
    }

    /// <summary>
    /// While checks are under way they are waited for, but not for ever: a peer whose checks never lead anywhere could keep them coming.
    /// </summary>
    private Instant GiveUpAt => HasUnfinishedChecks ? _current.FailAt + Patience : _current.FailAt;

    private bool HasUnfinishedChecks =>
        _current.CheckList.Has(CandidatePairState.InProgress) || _current.CheckList.HasNext(ordinary: true);

    public void HandleTimeout(Instant now) => Advance(now);

    /// <summary>Does all that is due. It ends every call that may have changed something.</summary>
    private void Advance(Instant now)
    {
        if (State is IceState.Closed or IceState.Failed)
            return;
        RetirePrevious(now);
        ResendChecks(now);
        MaintainConsent(now);
        if (State == IceState.Failed)
            return;
        Nominate(now);
        SendNextCheck(now);
        if (_selected is null && now >= GiveUpAt)
            Fail();
        else
            UpdateState(now);
    }

    private void UpdateState(Instant now)
    {
        if (_selected is not null)
            SetState(_consent is not null && _consent.IsDisconnected(now) ? IceState.Disconnected : IceState.Connected);
        else if (_wasConnected)
            SetState(IceState.Disconnected);
        else
            SetState(MayCheck || State == IceState.Checking ? IceState.Checking : IceState.New);
    }

    private void Fail()
    {
        Clear();
        _wasConnected = false;
        SetState(IceState.Failed);
    }
}
