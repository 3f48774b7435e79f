using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>What comes of allocations that are there.</summary>
internal sealed partial class RelayServer
{
    /// <summary>Priorities have room for so many servers of each transport.</summary>
    public const int MaximumServers = 64;

    /// <summary>Acts on what the allocations have to say.</summary>
    /// <returns>True where something happened.</returns>
    public bool DrainEvents(Instant now)
    {
        var has = false;
        foreach (var attempt in _routes)
        {
            if (!attempt.IsOpen)
                continue;
            attempt.CheckTransport(now);
            while (attempt.Allocation.TryPollEvent(out var happened))
            {
                has = true;
                if (happened.Kind == TurnEventKind.Allocated)
                    OnAllocated(attempt, now);
                else
                    OnEnded(attempt, happened.End, now);
            }
        }

        return has;
    }

    private void OnAllocated(RelayAttempt attempt, Instant now)
    {
        if (!_racing.Contains(attempt))
            return;
        // Two servers that name one address cannot be told apart by it: one of them tells its inside's.
        if (attempt.Allocation.Relayed.Any(host.IsRelayed))
            Fail(attempt, "another server relays for the same address", now);
        else
            Win(attempt, now);
    }

    private void OnEnded(RelayAttempt attempt, TurnEnd end, Instant now)
    {
        if (attempt == _current)
        {
            Lose(attempt, end, now);
        }
        else if (_retired.Remove(attempt))
        {
            Drop(attempt);
        }
        else if (_racing.Contains(attempt))
        {
            if (end.Reason == TurnEndReason.Redirected)
                _ = _race?.TryRedirect(attempt.Target, end.AlternateServer);
            Fail(attempt, end.ToString(), now);
        }
    }

    /// <summary>The allocation in use is gone: another one at once, unless it was a short pleasure.</summary>
    private void Lose(RelayAttempt attempt, TurnEnd end, Instant now)
    {
        _current = null;
        _renewAt = Instant.Never;
        Drop(attempt);
        if (_race is not null)
        {
            SetState(RelayState.Connecting, end.ToString());
            return;
        }

        if (now - _allocatedAt >= ShortestLife)
        {
            _problem = end.ToString();
            Begin(now);
            return;
        }

        Wait(now);
        SetState(RelayState.Waiting, end.ToString());
    }

    private void Retire(RelayAttempt attempt, Instant now)
    {
        _retired.Add(attempt);
        foreach (var relayed in attempt.Allocation.Relayed)
            host.RetireRelayed(relayed);
        ReleaseUnused(now);
    }

    /// <summary>Gives it back; it is forgotten when the server has confirmed that.</summary>
    private void Release(RelayAttempt attempt, Instant now)
    {
        Untell(attempt);
        attempt.Allocation.Close(now);
    }

    private void Drop(RelayAttempt attempt)
    {
        Untell(attempt);
        Discard(attempt);
    }

    private void Untell(RelayAttempt attempt)
    {
        if (!attempt.IsTold)
            return;
        attempt.IsTold = false;
        OnRoutesChanged();
        foreach (var relayed in attempt.Allocation.Relayed)
            host.RemoveRelayed(relayed);
    }

    private void Discard(RelayAttempt attempt)
    {
        if (attempt.IsOpen)
            _past += Count(attempt);
        attempt.Dispose();
        OnRoutesChanged();
    }
}
