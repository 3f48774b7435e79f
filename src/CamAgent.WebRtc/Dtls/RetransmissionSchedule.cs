namespace CamAgent.WebRtc.Dtls;

/// <summary>
/// When a flight is sent again: after 200 ms and then after twice as long each time, up to 3.2 s. RFC 6347 §4.2.4.1 advises one second
/// and allows less where latency matters, as it does here: a lost flight is seen as a late first picture.
/// </summary>
internal struct RetransmissionSchedule
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(3200);

    private TimeSpan _interval;

    public RetransmissionSchedule()
    {
    }

    public Instant Next { get; private set; } = Instant.Never;

    /// <summary>A new flight was sent.</summary>
    public void Start(Instant now)
    {
        _interval = First;
        Next = now + _interval;
    }

    /// <summary>The flight was sent again.</summary>
    public void BackOff(Instant now)
    {
        _interval = _interval * 2 < Longest ? _interval * 2 : Longest;
        Next = now + _interval;
    }

    /// <summary>Nothing waits for an answer.</summary>
    public void Stop() => Next = Instant.Never;
}
