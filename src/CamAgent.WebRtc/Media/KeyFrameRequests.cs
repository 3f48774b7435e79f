namespace CamAgent.WebRtc.Media;

/// <summary>
/// Makes of many viewers' requests as few key frames as serve them all. The first is passed on at once; then requests wait until the last key frame
/// has been paid for: bounded by time, and by the share of the bitrate that key frames may take. Belongs to one thread, or to its caller's lock.
/// </summary>
public sealed class KeyFrameRequests(int bitrate)
{
    /// <summary>Of the bitrate, over time, for key frames that were asked for because of loss.</summary>
    public const double Share = 0.3;

    /// <summary>Between key frames for viewers that join; a join waits for no cost, because without a picture there is nothing to save.</summary>
    public static readonly TimeSpan JoinInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Between key frames for any other cause, however cheap they are.</summary>
    public static readonly TimeSpan MinimumInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>However dear they are.</summary>
    public static readonly TimeSpan MaximumInterval = TimeSpan.FromSeconds(4);

    /// <summary>An encoder that was asked and gave nothing is asked again after this.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);

    private Instant _lastKeyFrame = new(long.MinValue / 2);
    private Instant _asked = Instant.Never;
    private TimeSpan _cost;
    private KeyFrameCause? _waiting;

    /// <summary>The encoder's target, in bits a second.</summary>
    public int Bitrate { get; set; } = bitrate;

    /// <summary>When to call <see cref="HandleTimeout"/>.</summary>
    public Instant NextTimeout =>
        _waiting is not { } cause ? Instant.Never
        : _asked != Instant.Never ? _asked + AnswerTimeout
        : _lastKeyFrame + IntervalFor(cause);

    /// <summary>Takes a viewer's request; true where the encoder is to be asked now.</summary>
    public bool Request(KeyFrameCause cause, Instant now)
    {
        // A join is served soonest, so it stands for whatever else waits.
        if (_waiting is null || cause == KeyFrameCause.Join)
            _waiting = cause;
        return HandleTimeout(now);
    }

    /// <summary>True where a request has waited long enough and the encoder is to be asked now.</summary>
    public bool HandleTimeout(Instant now)
    {
        if (_waiting is null || now < NextTimeout)
            return false;
        _asked = now;
        return true;
    }

    /// <summary>A key frame came from the encoder, asked for or not: it answers every request made before it.</summary>
    /// <param name="bytes">Its size.</param>
    public void OnKeyFrame(int bytes, Instant now)
    {
        _cost = Bitrate > 0 ? TimeSpan.FromSeconds(bytes * 8.0 / (Bitrate * Share)) : MaximumInterval;
        _lastKeyFrame = now;
        _asked = Instant.Never;
        _waiting = null;
    }

    private TimeSpan IntervalFor(KeyFrameCause cause)
    {
        if (cause == KeyFrameCause.Join)
            return JoinInterval;
        var interval = _cost > MinimumInterval ? _cost : MinimumInterval;
        return interval < MaximumInterval ? interval : MaximumInterval;
    }
}
