using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Turn;

/// <summary>
/// In which order the ways to one server are tried, and when: UDP before TCP before TLS, addresses in the resolver's order, each with a head
/// start before the next (as RFC 8305 does for TCP). What has failed lets the next begin at once; what is silent does not hold it up for long.
/// </summary>
internal sealed class TurnRace
{
    /// <summary>RFC 8305 §5 has 250 ms between two addresses.</summary>
    private static readonly TimeSpan AddressHeadStart = TimeSpan.FromMilliseconds(250);

    /// <summary>Every other transport costs more for as long as the allocation lives: it gets two retransmissions' time less.</summary>
    private static readonly TimeSpan TransportHeadStart = TimeSpan.FromMilliseconds(1000);

    /// <summary>RFC 8489 §10: servers that send clients round and round are not followed.</summary>
    private const int MaximumRedirects = 3;

    private const int MaximumTargets = 32;

    private readonly List<TurnTarget> _waiting = [];
    private readonly List<TurnTarget> _taken = [];
    private TurnTransport _last;
    private Instant _lastAt = Instant.Never;

    /// <summary>Nothing is left to be tried.</summary>
    public bool IsExhausted => _waiting.Count == 0;

    /// <summary>When <see cref="TryTakeNext"/> has something.</summary>
    public Instant NextAt
    {
        get
        {
            if (_waiting.Count == 0)
                return Instant.Never;
            if (_lastAt == Instant.Never)
                return new Instant(long.MinValue);
            return _lastAt + (_waiting[0].Transport == _last ? AddressHeadStart : TransportHeadStart);
        }
    }

    /// <summary>Adds what a name has led to, in the resolver's order; families take turns (RFC 8305 §4).</summary>
    public void Add(IReadOnlyList<TransportAddress> addresses, TurnTransport transport, string host)
    {
        var first = addresses.Where(address => address.IsIPv4 == addresses[0].IsIPv4).ToList();
        var second = addresses.Where(address => address.IsIPv4 != addresses[0].IsIPv4).ToList();
        for (var i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            if (i < first.Count)
                Insert(new TurnTarget(first[i], transport, host));
            if (i < second.Count)
                Insert(new TurnTarget(second[i], transport, host));
        }
    }

    /// <summary>A server names another (RFC 8489 §10): it is tried at once, the same way.</summary>
    /// <returns>False where it was tried already, or there were too many.</returns>
    public bool TryRedirect(TurnTarget origin, TransportAddress alternate)
    {
        var target = origin with { Address = alternate, Redirects = origin.Redirects + 1 };
        if (target.Redirects > MaximumRedirects || _taken.Exists(known => known.Address == alternate && known.Transport == origin.Transport))
            return false;
        _ = _waiting.RemoveAll(known => known.Address == alternate && known.Transport == target.Transport);
        _waiting.Insert(0, target);
        _lastAt = Instant.Never;
        return true;
    }

    /// <summary>What was taken has failed: the next need not wait.</summary>
    public void OnFailed() => _lastAt = Instant.Never;

    public bool TryTakeNext(Instant now, out TurnTarget target)
    {
        target = default;
        if (now < NextAt)
            return false;
        target = _waiting[0];
        _waiting.RemoveAt(0);
        _taken.Add(target);
        (_last, _lastAt) = (target.Transport, now);
        return true;
    }

    private void Insert(in TurnTarget target)
    {
        var (address, transport) = (target.Address, target.Transport);
        if (_waiting.Count >= MaximumTargets || _taken.Concat(_waiting).Any(known => known.Address == address && known.Transport == transport))
            return;
        var at = _waiting.FindLastIndex(known => known.Transport <= transport) + 1;
        _waiting.Insert(at, target);
    }
}
