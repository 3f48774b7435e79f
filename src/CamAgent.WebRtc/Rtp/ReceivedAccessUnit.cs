namespace CamAgent.WebRtc.Rtp;

/// <summary>One access unit put together from packets, in Annex B form; valid during the call that hands it over.</summary>
public readonly ref struct ReceivedAccessUnit(ReadOnlySpan<byte> annexB, RtpTimestamp timestamp, bool isKeyFrame, bool isDamaged)
{
    /// <summary>NAL units, each behind a start code of four bytes.</summary>
    public ReadOnlySpan<byte> AnnexB { get; } = annexB;

    public RtpTimestamp Timestamp { get; } = timestamp;

    /// <summary>It holds an IDR slice with a sequence parameter set: a decoder can begin here.</summary>
    public bool IsKeyFrame { get; } = isKeyFrame;

    /// <summary>A packet within it or directly before it is missing, or one was malformed.</summary>
    public bool IsDamaged { get; } = isDamaged;
}

/// <summary>Takes one access unit; what it keeps it copies.</summary>
public delegate void ReceivedAccessUnitHandler(ReceivedAccessUnit unit);
