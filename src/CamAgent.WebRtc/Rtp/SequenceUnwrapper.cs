namespace CamAgent.WebRtc.Rtp;

/// <summary>Follows a sequence number through its wraps: the extended sequence number of RFC 3550 §A.1, with 64 bits.</summary>
public struct SequenceUnwrapper
{
    private long _last;
    private bool _started;

    /// <summary>The number's position, taking the turn that is nearest to the one seen last. Zero turns at the first call.</summary>
    public long Unwrap(SequenceNumber sequence)
    {
        if (!_started)
        {
            _started = true;
            _last = sequence.Value;
            return _last;
        }

        var position = _last + (sequence - new SequenceNumber((ushort)_last));
        _last = Math.Max(_last, position);
        return position;
    }

    /// <summary>Goes on at a number that has no relation to the ones before: its position is after all of them.</summary>
    public long Restart(SequenceNumber sequence)
    {
        var steps = (ushort)(sequence.Value - (ushort)_last);
        _last += steps == 0 ? ushort.MaxValue + 1 : steps;
        return _last;
    }
}
