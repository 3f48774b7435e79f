using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>The client's side of connectivity checks (RFC 8445 §7.2).</summary>
public sealed partial class IceAgent
{
    /// <summary>Ta, RFC 8445 §14.2: new checks are this far apart.</summary>
    private static readonly TimeSpan Pacing = TimeSpan.FromMilliseconds(50);

    /// <summary>RFC 8445 §14.3: the first wait for an answer is never shorter.</summary>
    private static readonly TimeSpan MinimumTimeout = TimeSpan.FromMilliseconds(500);

    private const int MaximumChecks = 2 * CheckList.MaximumPairs;

    private readonly List<ConnectivityCheck> _checks = [];
    private Instant _nextCheckAt = new(long.MinValue);

    private bool MayCheck => _current.Remote is not null;

    /// <summary>RFC 8445 §8.1.2: once a pair is nominated only triggered checks go on.</summary>
    private bool RunsOrdinaryChecks => _selected is null || _selectedGeneration != _current;

    private bool HandleResponse(in StunMessage response, in NetworkPath path, Instant now, out bool isAuthentic)
    {
        isAuthentic = false;
        var transactionId = response.TransactionId;
        var check = _checks.Find(check => check.TransactionId == transactionId);
        if (check is null)
            return false;

        // RFC 8489 §9.1.4: as though it had not been received. That holds for unsigned errors too, which anyone could send.
        if (!response.VerifyIntegrity(check.Generation.RemoteKey))
        {
            RejectedMessages++;
            return true;
        }

        isAuthentic = true;
        LastInbound = now;
        _ = _checks.Remove(check);
        var pair = check.Pair;
        if (pair.IsRemoved)
            return true;

        // RFC 8445 §7.2.5.2.1: the answer has to come back along the path of the request.
        if (path != pair.Path)
        {
            FailCheck(check);
            return true;
        }

        OnInbound(check.Generation, path, now);
        Span<StunAttributeType> unknown = stackalloc StunAttributeType[1];
        if (response.Class == StunClass.ErrorResponse)
        {
            if (response.TryGetErrorCode(out var code, out _) && code == StunErrorCode.RoleConflict)
                YieldRole(check);
            else
                FailCheck(check);
        }
        else if (response.CopyUnknownRequired(IceMessage.Understood, unknown) > 0 || !response.TryGetMappedAddress(out var mapped))
        {
            FailCheck(check);
        }
        else
        {
            pair.Mapped = mapped;
            if (!check.IsCancelled && (check.Purpose == CheckPurpose.Consent || check.Retransmission.Sendings == 1))
                pair.RoundTripTime = now - check.SentAt;
            if (check.Purpose == CheckPurpose.Connectivity && check.Generation == _current)
                OnCheckSucceeded(check, now);
        }

        return true;
    }

    private void OnCheckSucceeded(ConnectivityCheck check, Instant now)
    {
        var pair = check.Pair;
        pair.State = CandidatePairState.Succeeded;
        _ = _validated.Add(pair.Path);
        // Whatever else was under way for this pair has no question left to answer, except a nomination.
        if (pair.Check is not { UseCandidate: true } || pair.Check == check)
        {
            if (pair.Check != check)
                pair.Check?.Cancel(now);
            pair.Check = null;
        }

        if (!pair.UseCandidate)
            _current.CheckList.Untrigger(pair);
        _current.CheckList.Unfreeze(pair);
        OnValid(pair, check, now);
    }

    /// <summary>RFC 8445 §7.2.5.1: the other agent keeps the role that both claim.</summary>
    private void YieldRole(ConnectivityCheck check)
    {
        if (check.Generation != _current)
            return;
        if (Role == check.Role)
            SwitchRole(Role == IceRole.Controlling ? IceRole.Controlled : IceRole.Controlling);
        if (check.Purpose == CheckPurpose.Connectivity)
            _current.CheckList.Trigger(check.Pair);
    }

    private void FailCheck(ConnectivityCheck check)
    {
        // An older check of the pair, or one for consent, says nothing about the latest.
        if (check.Pair.Check != check || check.Pair.IsRemoved)
            return;
        check.Pair.Check = null;
        check.Pair.UseCandidate = false;
        check.Pair.State = CandidatePairState.Failed;
        _current.CheckList.Untrigger(check.Pair);
        CollectValidated();
    }

    private void SendNextCheck(Instant now)
    {
        if (now < _nextCheckAt || !MayCheck || _current.CheckList.TakeNext(RunsOrdinaryChecks) is not { } pair)
            return;
        _nextCheckAt = now + Pacing;
        pair.Check?.Cancel(now);
        var useCandidate = Role == IceRole.Controlling && pair.UseCandidate;
        pair.UseCandidate = false;
        if (pair.State != CandidatePairState.Succeeded)
            pair.State = CandidatePairState.InProgress;

        // RFC 8445 §14.3: RTO = MAX(500 ms, Ta · (Num-Waiting + Num-In-Progress)).
        var timeout = Pacing * _current.CheckList.CountUnfinished();
        if (timeout < MinimumTimeout)
            timeout = MinimumTimeout;
        pair.Check = Start(pair, _current, CheckPurpose.Connectivity, useCandidate, new(now, timeout), now);
    }

    private void SendConsentCheck(CandidatePair pair, IceGeneration generation, Instant now) =>
        _ = Start(pair, generation, CheckPurpose.Consent, useCandidate: false, StunRetransmission.Once(now + ConsentFreshness.Lifetime), now);

    private ConnectivityCheck Start(
        CandidatePair pair, IceGeneration generation, CheckPurpose purpose, bool useCandidate, StunRetransmission retransmission, Instant now)
    {
        var check = new ConnectivityCheck(StunTransactionId.Create(_random), generation, pair, purpose, Role, useCandidate, now)
        {
            Retransmission = retransmission,
        };
        if (_checks.Count >= MaximumChecks)
            ForgetOne();
        _checks.Add(check);
        Send(check);
        return check;
    }

    private void Send(ConnectivityCheck check) =>
        Send(new OutgoingMessage(check.Pair.Path, check.Generation, check.TransactionId) { Check = check });

    /// <summary>Those that were superseded make up most of a long list: a pair has one check of its own at most.</summary>
    private void ForgetOne()
    {
        var at = Math.Max(0, _checks.FindIndex(static check => check.IsCancelled));
        var forgotten = _checks[at];
        _checks.RemoveAt(at);
        FailCheck(forgotten);
    }

    private void ResendChecks(Instant now)
    {
        for (var i = _checks.Count - 1; i >= 0; i--)
        {
            var check = _checks[i];
            if (now < check.DueAt)
                continue;
            if (check.TrySendAgain(now))
            {
                Send(check);
                continue;
            }

            _checks.RemoveAt(i);
            FailCheck(check);
        }
    }
}
