namespace CamAgent.WebRtc.Mdns;

/// <summary>A name that is being asked for, and when next.</summary>
internal sealed class MdnsLookup(string name, Instant now)
{
    /// <summary>RFC 6762 §5.2: a second after the first query, then at least twice as long each time.</summary>
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1);

    /// <summary>A viewer that is not on this network is never found; nobody waits for it longer.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly Instant _startedAt = now;
    private TimeSpan _interval = FirstInterval;

    public string Name { get; } = name;

    public int Queries { get; private set; }

    public Instant NextQueryAt { get; private set; } = now;

    public Instant EndsAt => _startedAt + Lifetime;

    public Instant DueAt => Instant.Min(NextQueryAt, EndsAt);

    public void OnQueried(Instant now)
    {
        Queries++;
        NextQueryAt = now + _interval;
        _interval += _interval;
    }
}
