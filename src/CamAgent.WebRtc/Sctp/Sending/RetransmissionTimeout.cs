namespace CamAgent.WebRtc.Sctp.Sending;

/// <summary>How long an acknowledgement may take (RFC 9260 §6.3.1), and twice that after each time it did not come.</summary>
internal sealed class RetransmissionTimeout(TimeSpan initial, TimeSpan minimum, TimeSpan maximum)
{
    private const double Alpha = 1.0 / 8;
    private const double Beta = 1.0 / 4;

    private TimeSpan _variation;
    private TimeSpan _measured = initial;
    private int _doublings;

    /// <summary>Smoothed; null before the first measurement.</summary>
    internal TimeSpan? RoundTripTime { get; private set; }

    internal TimeSpan Current
    {
        get
        {
            var current = _measured;
            for (var i = 0; i < _doublings && current < maximum; i++)
                current *= 2;
            return current < maximum ? current : maximum;
        }
    }

    internal void OnMeasured(TimeSpan roundTrip)
    {
        if (RoundTripTime is { } smoothed)
        {
            _variation = (_variation * (1 - Beta)) + ((smoothed - roundTrip).Duration() * Beta);
            RoundTripTime = (smoothed * (1 - Alpha)) + (roundTrip * Alpha);
        }
        else
        {
            RoundTripTime = roundTrip;
            _variation = roundTrip / 2;
        }

        _measured = RoundTripTime.Value + (_variation * 4);
        if (_measured < minimum)
            _measured = minimum;
        OnProgress();
    }

    /// <summary>§6.3.3 E2.</summary>
    internal void OnExpired() => _doublings++;

    /// <summary>More was acknowledged: the path lives, and the doubling has done its work. RFC 6298 §5.7 allows it to TCP alike.</summary>
    internal void OnProgress() => _doublings = 0;
}
