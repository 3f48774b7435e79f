namespace CamAgent.WebRtc.Stun;

/// <summary>
/// When a request over UDP is sent again and when it has failed (RFC 8489 §6.2.1): intervals double, seven sendings, then one long wait.
/// </summary>
internal struct StunRetransmission
{
    /// <summary>Rc: how often a request is sent.</summary>
    private const int MaximumSendings = 7;

    /// <summary>Rm: the last wait, in multiples of the first.</summary>
    private const int LastWait = 16;

    private readonly TimeSpan _initial;
    private TimeSpan _interval;

    /// <param name="now">When the request is sent for the first time.</param>
    public StunRetransmission(Instant now, TimeSpan initialTimeout)
    {
        _initial = initialTimeout;
        _interval = initialTimeout;
        Sendings = 1;
        DueAt = now + initialTimeout;
    }

    private StunRetransmission(Instant dueAt)
    {
        Sendings = MaximumSendings;
        DueAt = dueAt;
    }

    /// <summary>A request that is sent once only; its answer is waited for until <paramref name="deadline"/>.</summary>
    public static StunRetransmission Once(Instant deadline) => new(deadline);

    /// <summary>How often the request was sent so far.</summary>
    public int Sendings { get; private set; }

    /// <summary>When it is to be sent again, or has failed.</summary>
    public Instant DueAt { get; private set; }

    /// <summary>To be called when due. False: there was no answer in time.</summary>
    public bool TrySendAgain(Instant now)
    {
        if (Sendings >= MaximumSendings)
            return false;
        Sendings++;
        _interval += _interval;
        DueAt = now + (Sendings == MaximumSendings ? _initial * LastWait : _interval);
        return true;
    }

    /// <summary>Nothing is sent any more; an answer is waited for a while yet.</summary>
    public void Stop(Instant now)
    {
        Sendings = MaximumSendings;
        DueAt = now + (_initial * LastWait);
    }
}
