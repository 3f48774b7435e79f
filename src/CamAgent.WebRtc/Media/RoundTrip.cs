using CamAgent.WebRtc.Rtcp;

namespace CamAgent.WebRtc.Media;

/// <summary>The round-trip time as receiver reports tell it (RFC 3550 §6.4.1), smoothed as RFC 6298 §2 does.</summary>
internal sealed class RoundTrip
{
    // A report that claims more is wrong or lies.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Zero until it was measured.</summary>
    internal TimeSpan Smoothed { get; private set; }

    /// <summary>Takes a report that arrived now; without a sender report to refer to, it says nothing.</summary>
    internal void OnReport(ReportBlock block, NtpTimestamp now)
    {
        if (block.LastSenderReport == 0)
            return;
        // Compact times wrap after 18 hours; the difference is right all the same. Clocks of 1/65536 s may put it just below zero.
        var elapsed = (int)(now.Compact - block.LastSenderReport - block.DelaySinceLastSenderReport);
        if (elapsed < -66)
            return;
        var sample = NtpTimestamp.FromCompact((uint)Math.Max(1, elapsed));
        if (sample > Longest)
            return;
        Smoothed = Smoothed == TimeSpan.Zero ? sample : Smoothed + ((sample - Smoothed) / 8);
    }
}
