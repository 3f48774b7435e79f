namespace CamAgent.WebRtc.Ice;

/// <summary>Whether the other side still wants to receive on the selected pair (RFC 7675), and what a person is shown meanwhile.</summary>
internal sealed class ConsentFreshness
{
    /// <summary>RFC 7675 §5.1: checks are 5 s apart, each interval randomized by a factor of 0.8 to 1.2.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>RFC 7675 §5.1: consent expires 30 s after it was last given.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>A check without answer for so long shows as disconnected.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RandomSource _random;
    private Instant _givenAt;
    private Instant _unansweredSince = Instant.Never;

    /// <param name="checkAtOnce">For a pair that was validated some time ago: the first check is due now.</param>
    public ConsentFreshness(Instant now, RandomSource random, bool checkAtOnce)
    {
        _random = random;
        _givenAt = now;
        NextCheckAt = checkAtOnce ? now : now + RandomInterval();
    }

    public Instant NextCheckAt { get; private set; }

    public Instant ExpiresAt => _givenAt + Lifetime;

    public Instant DisconnectedAt => _unansweredSince + Patience;

    public bool IsExpired(Instant now) => now >= ExpiresAt;

    public bool IsDisconnected(Instant now) => now >= DisconnectedAt;

    public void OnCheckSent(Instant now)
    {
        _unansweredSince = Instant.Min(_unansweredSince, now);
        NextCheckAt = now + RandomInterval();
    }

    /// <summary>
    /// An answer to a check, or an authenticated check from the other side: it could not make one without wanting this path,
    /// and Chrome from 144 on may go on checking while it has stopped answering.
    /// </summary>
    public void OnGiven(Instant now)
    {
        _givenAt = now;
        _unansweredSince = Instant.Never;
    }

    private TimeSpan RandomInterval() => Interval * (0.8 + (0.4 * _random.NextDouble()));
}
