using System.Security.Cryptography.X509Certificates;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>
/// One configured TURN server and what it takes to have an allocation there at all times: names looked up, ways to it tried against each other, the
/// winner kept, and another made before it ends or as soon as it is lost. On the media loop; names and connections are waited for on the pool.
/// </summary>
internal sealed partial class RelayServer(TurnServer configuration, int ordinal, IRelayHost host, RandomSource random, TimeProvider time) : IDisposable
{
    /// <summary>A way that has led nowhere after so long counts as failed.</summary>
    private static readonly TimeSpan AttemptPatience = TimeSpan.FromSeconds(10);

    /// <summary>An allocation that was lost sooner was none: it is not asked for again at once.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestRenewal = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly List<RelayAttempt> _racing = [];
    private readonly List<RelayAttempt> _retired = [];
    private RelayAttempt? _current;
    private RelayAttempt[] _routes = [];
    private TurnRace? _race;
    private TurnCredential? _credential;
    private TimeSpan _wait = FirstWait;
    private Instant _beginAt = Instant.Never;
    private Instant _renewAt = Instant.Never;
    private Instant _allocatedAt;
    private bool _isRescue;
    private int _round;
    private int _lookUps;
    private string _problem = "";
    private TurnCounters _past;

    public TurnServer Configuration { get; } = configuration;

    /// <summary>Nobody but tests: whom to trust over TLS instead of whom the system does.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>The first allocation is being asked for: an answer that contains it is worth a moment.</summary>
    public bool IsFirst { get; private set; }

    public RelayState State { get; private set; }

    public RelayStatus Status => new(Configuration.ToString(), State, _current?.Target.Transport, _current?.Allocation.Relayed ?? [], _current is null ? _problem : "");

    public TurnCounters Counters => _routes.Aggregate(_past, static (sum, route) => sum + Count(route));

    /// <summary>Everything that has a connection.</summary>
    public IReadOnlyList<RelayAttempt> Routes => _routes;

    public Instant NextTimeout
    {
        get
        {
            var next = Instant.Min(_beginAt, _renewAt);
            if (_race is not null)
                next = Instant.Min(next, _race.NextAt);
            foreach (var attempt in _racing)
                next = Instant.Min(next, Instant.Min(attempt.NextTimeout, attempt.StartedAt + AttemptPatience));
            foreach (var attempt in _retired)
                next = Instant.Min(next, attempt.NextTimeout);
            if (_current is null)
                return next;
            next = Instant.Min(next, _current.NextTimeout);
            return MayRescue ? Instant.Min(next, _current.Allocation.SuspectAt) : next;
        }
    }

    public void Start(Instant now)
    {
        IsFirst = true;
        Begin(now);
    }

    /// <summary>Gives everything back.</summary>
    public void Stop(Instant now)
    {
        _round++;
        IsFirst = false;
        _beginAt = _renewAt = Instant.Never;
        _wait = FirstWait;
        EndRace();
        if (_current is not null)
            _retired.Add(_current);
        _current = null;
        foreach (var attempt in _retired)
            Release(attempt, now);
        OnRoutesChanged();
        SetState(RelayState.Idle, "");
    }

    /// <summary>Another network may have other names, and the old way may lead nowhere.</summary>
    public void OnNetworkChanged(IReadOnlyList<TransportAddress> addresses, Instant now)
    {
        if (State == RelayState.Idle)
            return;
        _wait = FirstWait;
        if (_current is { } current)
        {
            if (addresses.Any(address => address.SameHost(current.Transport.Local)))
            {
                current.Allocation.Probe(now);
                return;
            }

            Lose(current, new TurnEnd(TurnEndReason.Disconnected), now);
        }

        Begin(now);
    }

    public void HandleTimeout(Instant now)
    {
        if (now >= _beginAt || now >= _renewAt)
            Begin(now);
        RunRace(now);
        for (var i = _racing.Count - 1; i >= 0 && i < _racing.Count; i--)
        {
            var attempt = _racing[i];
            if (attempt.IsOpen)
                attempt.Allocation.HandleTimeout(now);
            if (now >= attempt.StartedAt + AttemptPatience)
                Fail(attempt, new TurnEnd(TurnEndReason.Unreachable).ToString(), now);
        }

        foreach (var attempt in _retired)
            attempt.Allocation.HandleTimeout(now);
        _current?.Allocation.HandleTimeout(now);
        RescueSuspect(now);
    }

    private bool MayRescue => _race is null && _beginAt == Instant.Never;

    /// <summary>What is in use does not answer: another is looked for beside it, until it answers again.</summary>
    private void RescueSuspect(Instant now)
    {
        if (_current is null)
            return;
        var isSuspect = _current.Allocation.IsSuspect(now);
        if (isSuspect && MayRescue)
        {
            Begin(now);
            _isRescue = true;
        }
        else if (!isSuspect && _isRescue)
        {
            EndRace();
            _beginAt = Instant.Never;
            _wait = FirstWait;
        }
    }

    /// <summary>Once a second: what was replaced goes when nobody sends from it any more.</summary>
    public void ReleaseUnused(Instant now)
    {
        foreach (var attempt in _retired)
        {
            if (attempt.IsTold && !attempt.Allocation.Relayed.Any(host.IsInUse))
                Release(attempt, now);
        }
    }

    public void Dispose()
    {
        EndRace();
        _current?.Dispose();
        foreach (var attempt in _retired)
            attempt.Dispose();
    }

    private void OnRoutesChanged()
    {
        _routes = [.. _racing.Concat(_retired).Concat(_current is null ? [] : [_current]).Where(static attempt => attempt.IsOpen)];
        host.OnRoutesChanged();
    }

    private static TurnCounters Count(RelayAttempt attempt) => attempt.Allocation.Counters + new TurnCounters(0, 0, 0, attempt.Transport.Dropped);

    private void SetState(RelayState state, string problem)
    {
        if (State == state && string.Equals(_problem, problem, StringComparison.Ordinal))
            return;
        State = state;
        _problem = problem;
        host.OnRelayChanged(Status);
    }
}
