namespace CamAgent.WebRtc.Rtcp;

/// <summary>
/// When the next regular report is due. The interval varies between half and one and a half times its length,
/// so that viewers' reports do not fall into step (RFC 3550 §6.2).
/// A session has two members, so the part of the rule that shares bandwidth among many has nothing to share.
/// </summary>
public sealed class RtcpSchedule(TimeSpan interval, RandomSource random)
{
    /// <summary>A report a second: fresh enough for round-trip time and loss, and far below 5 % of any video's rate.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    /// <summary>When the next report is due; <see cref="Instant.Never"/> before <see cref="Start"/>.</summary>
    public Instant Next { get; private set; } = Instant.Never;

    public bool IsDue(Instant now) => now >= Next;

    /// <summary>
    /// Begins with the first packet. The first report comes early (RFC 3550 §6.2: half the minimum),
    /// because receivers need it to place the media in time.
    /// </summary>
    public void Start(Instant now)
    {
        if (Next == Instant.Never)
            Next = now + (Vary() / 2);
    }

    /// <summary>A report went out.</summary>
    public void Sent(Instant now) => Next = now + Vary();

    private TimeSpan Vary() => interval * (0.5 + random.NextDouble());
}
