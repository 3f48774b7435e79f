namespace CamAgent.WebRtc.Rtp;

/// <summary>
/// A point on the media's own clock, in ticks of 90 kHz from an arbitrary origin; it does not wrap.
/// A sender adds its random offset (RFC 3550 §5.1).
/// </summary>
public readonly record struct MediaTime(long Ticks)
{
    /// <summary>The media time of a picture taken at this instant. Instants count 100 ns, so nine ticks are one thousand of them.</summary>
    public static MediaTime FromInstant(Instant instant) => new((instant.Ticks / 1000 * 9) + (instant.Ticks % 1000 * 9 / 1000));

    /// <summary>Ticks of 90 kHz in a duration.</summary>
    public static long TicksIn(TimeSpan duration) => (duration.Ticks / 1000 * 9) + (duration.Ticks % 1000 * 9 / 1000);

    public static RtpTimestamp operator +(RtpTimestamp offset, MediaTime time) => new((uint)(offset.Value + time.Ticks));
}
