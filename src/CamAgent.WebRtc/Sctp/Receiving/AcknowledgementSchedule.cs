using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp.Receiving;

/// <summary>When the next SACK leaves (RFC 9260 §6.2): at once for each second packet and for what is out of order, else a little later.</summary>
internal sealed class AcknowledgementSchedule(TimeSpan delay)
{
    /// <summary>More duplicates than this are not told.</summary>
    internal const int MaximumDuplicates = 16;

    private readonly Tsn[] _duplicates = new Tsn[MaximumDuplicates];
    private int _duplicateCount;
    private int _packets;
    private bool _isImmediate;

    /// <summary>When one has to leave even alone; <see cref="Instant.Never"/> where nothing waits for one.</summary>
    internal Instant Due { get; private set; } = Instant.Never;

    /// <summary>Something waits to be acknowledged.</summary>
    internal bool IsPending => Due != Instant.Never;

    internal ReadOnlySpan<Tsn> Duplicates => _duplicates.AsSpan(0, _duplicateCount);

    internal bool IsDue(Instant now) => _isImmediate || Due <= now;

    /// <summary>A packet with DATA was taken.</summary>
    internal void OnPacket(Instant now)
    {
        if (++_packets >= 2)
            _isImmediate = true;
        Due = Instant.Min(Due, _isImmediate ? now : now + delay);
    }

    /// <summary>§6.2: a gap, a duplicate, a dropped chunk or a wish of the sender's.</summary>
    internal void HurryUp(Instant now)
    {
        _isImmediate = true;
        Due = Instant.Min(Due, now);
    }

    internal void OnDuplicate(Tsn tsn, Instant now)
    {
        if (_duplicateCount < MaximumDuplicates)
            _duplicates[_duplicateCount++] = tsn;
        HurryUp(now);
    }

    internal void OnSent()
    {
        _duplicateCount = 0;
        _packets = 0;
        _isImmediate = false;
        Due = Instant.Never;
    }
}
