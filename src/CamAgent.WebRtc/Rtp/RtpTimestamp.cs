namespace CamAgent.WebRtc.Rtp;

/// <summary>An RTP timestamp in the video clock of 90 kHz (RFC 3550 §5.1, RFC 6184 §8.2.1): 32 bits that wrap.</summary>
public readonly record struct RtpTimestamp(uint Value)
{
    /// <summary>Ticks a second.</summary>
    public const int ClockRate = 90_000;

    public static RtpTimestamp operator +(RtpTimestamp timestamp, long ticks) => new((uint)(timestamp.Value + ticks));

    /// <summary>Ticks from <paramref name="right"/> to <paramref name="left"/> by the shorter way round.</summary>
    public static int operator -(RtpTimestamp left, RtpTimestamp right) => (int)(left.Value - right.Value);

    public bool IsNewerThan(RtpTimestamp other) => this - other > 0;
}
