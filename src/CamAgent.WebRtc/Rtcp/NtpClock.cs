namespace CamAgent.WebRtc.Rtcp;

/// <summary>
/// Says what the wall clock shows at an instant, given once what it showed at one. It does not follow the wall clock's later steps:
/// reports need a steady clock more than a right one.
/// </summary>
public sealed class NtpClock(DateTimeOffset wallClock, Instant at)
{
    public NtpTimestamp At(Instant instant) => NtpTimestamp.From(wallClock + (instant - at));
}
