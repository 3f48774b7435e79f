using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Turn;

/// <summary>What time does to the allocation.</summary>
public sealed partial class TurnAllocation
{
    /// <summary>
    /// A Refresh is also what keeps a NAT's mapping to the server open (30 s in the shortest-lived of them), and what notices that the server was
    /// restarted; so it comes far more often than the lifetime asks for.
    /// </summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan ReliableKeepAlive = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RefreshRetry = TimeSpan.FromSeconds(5);

    /// <summary>Viewers report each second: when nothing at all comes back for so long, the server is asked whether it is there.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>A question without an answer for so long, and nothing else heard meanwhile: see <see cref="IsSuspect"/>.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(3);

    private Instant _refreshAt = Instant.Never;
    private Instant _expiresAt = Instant.Never;
    private Instant _closeBy = Instant.Never;
    private Instant _lastInbound;
    private Instant _silentSince = Instant.Never;
    private bool _hasSentSinceInbound;

    /// <summary>When <see cref="HandleTimeout"/> has something to do; it may change with every call.</summary>
    public Instant NextTimeout
    {
        get
        {
            if (State == TurnAllocationState.Ended)
                return Instant.Never;
            var next = Instant.Min(_refreshAt, Instant.Min(_expiresAt, _closeBy));
            next = Instant.Min(next, _renewAt);
            if (_silentSince != Instant.Never && !IsUnderWay(StunMethod.Refresh))
                next = Instant.Min(next, _silentSince + Silence);
            foreach (var transaction in _transactions)
                next = Instant.Min(next, transaction.DueAt);
            return next;
        }
    }

    /// <summary>
    /// The server has not answered for some seconds. It may be gone, or the network: a replacement is worth asking for, and this one not yet
    /// worth giving up.
    /// </summary>
    public bool IsSuspect(Instant now) => State == TurnAllocationState.Active && now >= SuspectAt;

    /// <summary>When <see cref="IsSuspect"/> becomes true, as things stand.</summary>
    public Instant SuspectAt
    {
        get
        {
            var since = Instant.Never;
            foreach (var transaction in _transactions)
            {
                if (transaction.StartedAt >= _lastInbound)
                    since = Instant.Min(since, transaction.StartedAt);
            }

            return since + Patience;
        }
    }

    public void HandleTimeout(Instant now)
    {
        if (State == TurnAllocationState.Ended)
            return;
        if (now >= _closeBy)
        {
            End(new TurnEnd(TurnEndReason.Closed));
            return;
        }

        if (now >= _expiresAt)
        {
            End(new TurnEnd(TurnEndReason.Unreachable));
            return;
        }

        ResendRequests(now);
        if (State != TurnAllocationState.Active)
            return;
        if ((now >= _refreshAt || now >= _silentSince + Silence) && !IsUnderWay(StunMethod.Refresh))
        {
            _refreshAt = Instant.Never;
            Start(StunMethod.Refresh, now);
        }

        if (now >= _renewAt)
            RenewPeers(now);
    }

    /// <summary>Asks the server at once whether the allocation is still there: something says that it may not be.</summary>
    public void Probe(Instant now)
    {
        if (State == TurnAllocationState.Active && !IsUnderWay(StunMethod.Refresh))
            Start(StunMethod.Refresh, now);
    }

    private bool IsUnderWay(StunMethod method)
    {
        foreach (var transaction in _transactions)
        {
            if (transaction.Method == method)
                return true;
        }

        return false;
    }

    private void OnInbound(Instant now)
    {
        _lastInbound = now;
        _silentSince = Instant.Never;
        _hasSentSinceInbound = false;
    }

    private void SetLifetime(in StunMessage response, Instant now)
    {
        var lifetime = response.TryGetUInt32(StunAttributeType.Lifetime, out var seconds) ? TimeSpan.FromSeconds(seconds) : DefaultLifetime;
        if (lifetime > LongestLifetime)
            lifetime = LongestLifetime;
        if (lifetime < TimeSpan.FromSeconds(1))
            lifetime = TimeSpan.FromSeconds(1);
        _expiresAt = now + lifetime;
        var keepAlive = _options.IsReliable ? ReliableKeepAlive : KeepAlive;
        _refreshAt = now + (lifetime / 2 < keepAlive ? lifetime / 2 : keepAlive);
    }

    private void ResendRequests(Instant now)
    {
        for (var i = _transactions.Count - 1; i >= 0 && i < _transactions.Count; i--)
        {
            var transaction = _transactions[i];
            if (now < transaction.DueAt)
                continue;
            if (transaction.TrySendAgain(now))
            {
                _ = _outgoing.TryEnqueue(new(transaction));
                continue;
            }

            _transactions.RemoveAt(i);
            OnUnanswered(transaction, now);
        }
    }

    private void OnUnanswered(TurnTransaction transaction, Instant now)
    {
        switch (transaction.Method)
        {
            case StunMethod.Allocate:
                End(new TurnEnd(TurnEndReason.Unreachable));
                break;
            case StunMethod.Refresh when State == TurnAllocationState.Active:
                // Until the lifetime is over: the network may come back, and the allocation with it.
                Start(StunMethod.Refresh, now, askedSince: transaction.StartedAt);
                break;
            case StunMethod.CreatePermission:
                OnPermissionRefused(transaction.Peers, now);
                break;
            case StunMethod.ChannelBind:
                OnChannelRefused(transaction.Channel, now);
                break;
        }
    }
}
