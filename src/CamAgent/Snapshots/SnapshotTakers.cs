namespace CamAgent.Snapshots;

/// <summary>Who has just been given a snapshot: for some seconds they count as somebody who watches. Thread-safe.</summary>
internal sealed class SnapshotTakers : IDisposable
{
    /// <summary>Longer than the pause of a page that asks again and again, short enough that nobody seems to stay.</summary>
    public static readonly TimeSpan Counts = TimeSpan.FromSeconds(5);

    // Names come from paired viewers; more of them than this at once need not be told apart.
    private const int MostTakers = 64;

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Taker> _takers = new(StringComparer.Ordinal);

    public SnapshotTakers(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Forget(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Somebody came or was forgotten. Raised on the thread that took it, or on the pool.</summary>
    public event Action? Changed;

    /// <summary>Those who count now, with when they took the first of their snapshots.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset Since)> Current
    {
        get
        {
            lock (_gate)
                return [.. _takers.Select(static taker => (taker.Key, taker.Value.Since))];
        }
    }

    public void Took(string name)
    {
        lock (_gate)
        {
            var isNew = !_takers.TryGetValue(name, out var taker);
            if (isNew && _takers.Count >= MostTakers)
                return;
            _takers[name] = new Taker(isNew ? _time.GetUtcNow() : taker.Since, _time.GetTimestamp());
            if (!isNew)
                return;
            if (_takers.Count == 1)
                _timer.Change(Counts, Timeout.InfiniteTimeSpan);
        }

        Changed?.Invoke();
    }

    public void Dispose() => _timer.Dispose();

    private void Forget()
    {
        bool changed;
        lock (_gate)
        {
            changed = false;
            var next = Counts;
            foreach (var (name, taker) in _takers.ToList())
            {
                var left = Counts - _time.GetElapsedTime(taker.LastAt);
                if (left <= TimeSpan.Zero)
                    changed |= _takers.Remove(name);
                else if (left < next)
                    next = left;
            }

            if (_takers.Count > 0)
                _timer.Change(next, Timeout.InfiniteTimeSpan);
        }

        if (changed)
            Changed?.Invoke();
    }

    private readonly record struct Taker(DateTimeOffset Since, long LastAt);
}
