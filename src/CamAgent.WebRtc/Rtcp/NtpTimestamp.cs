namespace CamAgent.WebRtc.Rtcp;

/// <summary>Wall-clock time in RTCP: seconds since 1900 with 32 bits of fraction (RFC 3550 §4).</summary>
public readonly record struct NtpTimestamp(ulong Value)
{
    private static readonly DateTimeOffset Epoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The middle 32 bits, in units of 1/65536 s: what reports send back.</summary>
    public uint Compact => (uint)(Value >> 16);

    public static NtpTimestamp From(DateTimeOffset time)
    {
        var ticks = (time - Epoch).Ticks;
        var seconds = ticks / TimeSpan.TicksPerSecond;
        var fraction = (ulong)(ticks % TimeSpan.TicksPerSecond);
        // 2036 begins the next era; the 32 bits of seconds wrap there (RFC 3550 §4).
        return new NtpTimestamp(((ulong)(uint)seconds << 32) | ((fraction << 32) / TimeSpan.TicksPerSecond));
    }

    /// <summary>A duration in compact units as a time span.</summary>
    public static TimeSpan FromCompact(uint duration) => TimeSpan.FromTicks((long)duration * TimeSpan.TicksPerSecond / 65536);

    /// <summary>A time span in compact units; what does not fit becomes the nearest that does.</summary>
    public static uint ToCompact(TimeSpan duration)
    {
        var ticks = Math.Clamp(duration.Ticks, 0, 65535 * TimeSpan.TicksPerSecond);
        return (uint)(ticks * 65536 / TimeSpan.TicksPerSecond);
    }
}
