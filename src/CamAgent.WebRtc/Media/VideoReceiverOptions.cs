using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>What a receiver is told: what was negotiated, and how long it waits.</summary>
public sealed record VideoReceiverOptions
{
    /// <summary>The source that reports and feedback come from.</summary>
    public required Ssrc LocalSsrc { get; init; }

    public required string CanonicalName { get; init; }

    public required byte PayloadType { get; init; }

    /// <summary>Packets may be asked for again.</summary>
    public bool Nack { get; init; } = true;

    /// <summary>Feedback may go without a report before it (RFC 5506).</summary>
    public bool ReducedSize { get; init; }

    /// <summary>How long a missing packet holds up those behind it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(300);
}
