namespace CamAgent.WebRtc.Media;

/// <summary>Counts since a viewer's sender began, and what the viewer's last report said.</summary>
public readonly record struct VideoSenderStatistics
{
    public long Frames { get; init; }

    public long KeyFrames { get; init; }

    /// <summary>Frames that the viewer did not get: before its first key frame, while paused, or over the queue's bounds.</summary>
    public long FramesDropped { get; init; }

    /// <summary>Packets sent for the first time, and the bytes of their payloads.</summary>
    public long Packets { get; init; }

    public long PayloadBytes { get; init; }

    /// <summary>Bytes of RTP headers, of retransmissions too.</summary>
    public long HeaderBytes { get; init; }

    /// <summary>Packets sent again, and the bytes of their payloads.</summary>
    public long RetransmittedPackets { get; init; }

    public long RetransmittedBytes { get; init; }

    /// <summary>Packets the viewer said it misses; one packet counts as often as it is named.</summary>
    public long NackedPackets { get; init; }

    /// <summary>Of those, packets no longer in the history.</summary>
    public long NackedTooOld { get; init; }

    /// <summary>Of those, packets the retransmission budget had no room for.</summary>
    public long NackedOverBudget { get; init; }

    public long PictureLossIndications { get; init; }

    /// <summary>Without repetitions.</summary>
    public long FullIntraRequests { get; init; }

    /// <summary>Smoothed; zero until it was measured.</summary>
    public TimeSpan RoundTripTime { get; init; }

    /// <summary>0 to 1, of the packets between the viewer's last two reports.</summary>
    public double FractionLost { get; init; }

    /// <summary>Over the whole session, as the viewer counts.</summary>
    public int PacketsLost { get; init; }

    /// <summary>RFC 3550 §6.4.1.</summary>
    public TimeSpan Jitter { get; init; }
}
