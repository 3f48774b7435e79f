using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>
/// Knows which packets are missing and when to ask for them: a little after the gap shows, in case it is only disorder, then once a round trip, a few times.
/// Bounded: a gap too wide, or too many of them, are given up in favour of a key frame.
/// </summary>
public sealed class NackGenerator
{
    /// <summary>Packets that may be missed at once.</summary>
    public const int MaximumMissing = 256;

    /// <summary>Requests for one packet.</summary>
    public const int MaximumRequests = 10;

    /// <summary>From the gap to the first request.</summary>
    public static readonly TimeSpan Disorder = TimeSpan.FromMilliseconds(5);

    private readonly Missing[] _missing = new Missing[MaximumMissing];
    private int _count;
    private long _highest = -1;

    /// <summary>When <see cref="Collect"/> will have something to give.</summary>
    public Instant NextTimeout
    {
        get
        {
            var next = Instant.Never;
            for (var i = 0; i < _count; i++)
                next = Instant.Min(next, _missing[i].Next);
            return next;
        }
    }

    /// <summary>Packets missed at the moment.</summary>
    public int Count => _count;

    /// <summary>Takes a packet's position, which counts through the wraps. False where the loss is too great to ask for: only a key frame helps.</summary>
    public bool OnPacket(long position, Instant now)
    {
        if (_highest < 0 || position > _highest + MaximumMissing)
        {
            var jumped = _highest >= 0;
            _count = 0;
            _highest = position;
            return !jumped;
        }

        if (position <= _highest)
        {
            Remove(position);
            return true;
        }

        var fits = _count + (position - _highest - 1) <= MaximumMissing;
        if (!fits)
            _count = 0;
        for (var lost = _highest + 1; fits && lost < position; lost++)
            _missing[_count++] = new Missing(lost, now + Disorder, 0);
        _highest = position;
        return fits;
    }

    /// <summary>Gives the packets to ask for now, in order.</summary>
    /// <param name="retry">Until one is asked for again: the round-trip time.</param>
    /// <param name="gaveUp">One was asked for as often as it may be: only a key frame helps.</param>
    /// <returns>How many were written.</returns>
    public int Collect(Instant now, TimeSpan retry, Span<SequenceNumber> destination, out bool gaveUp)
    {
        gaveUp = false;
        var written = 0;
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            var missing = _missing[i];
            if (missing.Next <= now && written < destination.Length)
            {
                if (missing.Requests == MaximumRequests)
                {
                    gaveUp = true;
                    continue;
                }

                destination[written++] = new SequenceNumber((ushort)missing.Position);
                missing = new Missing(missing.Position, now + retry, missing.Requests + 1);
            }

            _missing[kept++] = missing;
        }

        _count = kept;
        return written;
    }

    /// <summary>Forgets what is before a position: it is too late for it.</summary>
    public void ForgetBefore(long position)
    {
        var first = 0;
        while (first < _count && _missing[first].Position < position)
            first++;
        Array.Copy(_missing, first, _missing, 0, _count - first);
        _count -= first;
    }

    private void Remove(long position)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_missing[i].Position != position)
                continue;
            Array.Copy(_missing, i + 1, _missing, i, _count - i - 1);
            _count--;
            return;
        }
    }

    private readonly record struct Missing(long Position, Instant Next, int Requests);
}
