using CamAgent.Configuration;
using CamAgent.Hardware.Sensors;

namespace CamAgent.Devices;

/// <summary>
/// Reads the machine's sensors at an interval, on threads of its own: drivers block as long as their buses do, and slow ones (1-Wire) must not hold up the others.
/// Sensors come and go while it runs; one that went stays in the list, without a value. Any thread may look.
/// </summary>
internal sealed class SensorReadings : IDisposable
{
    // One garbled answer on a long wire is not worth a message; two are.
    private const int FailuresUntilUnavailable = 2;

    // A bus that hangs takes its reader with it. What it said before is soon no longer true.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly SensorSource _source;
    private readonly Func<SensorsConfiguration> _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SensorLane _fast;
    private readonly SensorLane _slow;
    private readonly ITimer _staleness;
    private IReadOnlyList<Sensor> _present = [];

    /// <param name="configuration">Asked each round: patterns and interval are live.</param>
    public SensorReadings(SensorSource source, Func<SensorsConfiguration> configuration, TimeProvider time, ILogger log)
    {
        _source = source;
        _configuration = configuration;
        _time = time;
        _log = log;
        _fast = new SensorLane("sensors", RoundOfFast, Interval, Faulted);
        _slow = new SensorLane("sensors-slow", () => Round(isSlow: true), Interval, Faulted);
        _staleness = time.CreateTimer(_ => ExpireStale(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A value changed, or a sensor became available or unavailable. On a thread of the readers; handlers must not block.</summary>
    public event Action<SensorReading>? Changed;

    /// <summary>There are other sensors than before. After it, <see cref="Changed"/> tells their values.</summary>
    public event Action? Discovered;

    /// <summary>Those that the configuration includes, by name. Empty until the first round, which takes a moment.</summary>
    public IReadOnlyList<SensorReading> All
    {
        get
        {
            lock (_gate)
                return [.. _entries.Values.Select(entry => entry.Reading)];
        }
    }

    public void Start()
    {
        _fast.Start();
        _staleness.Change(Interval(), Interval());
    }

    /// <summary>The configuration changed: begins a round now.</summary>
    public void Refresh()
    {
        _staleness.Change(Interval(), Interval());
        _fast.RunNow();
        _slow.RunNow();
    }

    public void Dispose()
    {
        _staleness.Dispose();
        _fast.Dispose();
        _slow.Dispose();
    }

    /// <summary>Looks which sensors there are, and reads the quick ones.</summary>
    internal void RoundOfFast()
    {
        Discover();
        Round(isSlow: false);
        if (_present.Any(sensor => sensor.IsSlow))
            _slow.Start();
    }

    internal void Round(bool isSlow)
    {
        foreach (var sensor in Volatile.Read(ref _present))
        {
            if (sensor.IsSlow == isSlow && !_fast.IsStopped)
                Take(sensor, sensor.TryRead(out var value, out var problem) ? value : null, problem);
        }
    }

    internal void ExpireStale()
    {
        var limit = (Interval() * 3) + Grace;
        List<SensorReading> changed = [];
        lock (_gate)
        {
            foreach (var entry in _entries.Values)
            {
                if (entry.Reading.Value is not null && _time.GetElapsedTime(entry.ReadAt) > limit)
                    changed.Add(entry.Reading = entry.Reading with { Value = null, Problem = $"it has not answered for {limit.TotalSeconds:F0} s" });
            }
        }

        Tell(changed);
    }

    private TimeSpan Interval() => TimeSpan.FromSeconds(_configuration().IntervalSeconds);

    private void Discover()
    {
        var patterns = _configuration().Include;
        var present = _source.Discover().Where(sensor => patterns.Any(pattern => SensorPattern.IsMatch(pattern, sensor.Name))).ToArray();
        Volatile.Write(ref _present, present);
        var names = present.Select(sensor => sensor.Name).ToHashSet(StringComparer.Ordinal);
        List<SensorReading> changed = [];
        var isOther = false;
        lock (_gate)
        {
            foreach (var sensor in present)
            {
                if (_entries.ContainsKey(sensor.Name))
                    continue;
                _entries.Add(sensor.Name, new Entry(new(sensor.Name, sensor.Kind.Word(), sensor.Unit, sensor.Precision, null, "it has not been read yet")));
                DevicesLog.SensorFound(_log, sensor.Name, sensor.Place);
                isOther = true;
            }

            foreach (var (name, entry) in _entries.ToArray())
            {
                if (names.Contains(name))
                    continue;
                // No longer asked for is no longer there; what only went away may come back.
                if (!patterns.Any(pattern => SensorPattern.IsMatch(pattern, name)))
                    isOther |= _entries.Remove(name);
                else if (entry.Fail("it is gone", at: FailuresUntilUnavailable))
                    changed.Add(entry.Reading);
            }
        }

        if (isOther)
            Discovered?.Invoke();
        Tell(changed);
    }

    private void Take(Sensor sensor, double? value, string? problem)
    {
        SensorReading? changed = null;
        lock (_gate)
        {
            if (!_entries.TryGetValue(sensor.Name, out var entry))
                return;
            var isBack = value is not null && entry.WasUnavailable;
            if (value is not null ? entry.Succeed(value.Value, _time.GetTimestamp()) : entry.Fail(problem!, at: 1))
                changed = entry.Reading;
            if (isBack)
                DevicesLog.SensorIsBack(_log, sensor.Name);
        }

        if (changed is not null)
            Tell([changed]);
    }

    private void Tell(List<SensorReading> changed)
    {
        foreach (var reading in changed)
        {
            if (reading.Problem is { } problem)
                DevicesLog.SensorUnavailable(_log, reading.Name, problem);
            Changed?.Invoke(reading);
        }
    }

    private void Faulted(Exception exception) => DevicesLog.SensorsFault(_log, exception);

    private sealed class Entry(SensorReading reading)
    {
        private int _failures;

        public SensorReading Reading { get; set; } = reading;

        public long ReadAt { get; private set; }

        /// <summary>It was said to be unavailable, and not only not yet read.</summary>
        public bool WasUnavailable => Reading.Value is null && _failures >= FailuresUntilUnavailable;

        /// <returns>Whether there is something to tell.</returns>
        public bool Succeed(double value, long now)
        {
            _failures = 0;
            ReadAt = now;
            if (Reading.Value == value)
                return false;
            Reading = Reading with { Value = value, Problem = null };
            return true;
        }

        /// <param name="at">How much it counts.</param>
        /// <returns>Whether there is something to tell.</returns>
        public bool Fail(string problem, int at)
        {
            _failures = Math.Min(_failures + at, FailuresUntilUnavailable);
            if (_failures < FailuresUntilUnavailable || (Reading.Value is null && Reading.Problem == problem))
                return false;
            Reading = Reading with { Value = null, Problem = problem };
            return true;
        }
    }
}
