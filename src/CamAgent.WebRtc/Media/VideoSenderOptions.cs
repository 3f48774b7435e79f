using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>What a viewer's sender is told: what was negotiated, and its bounds.</summary>
public sealed record VideoSenderOptions
{
    public required Ssrc Ssrc { get; init; }

    /// <summary>0 to 127, from the viewer's offer.</summary>
    public required byte PayloadType { get; init; }

    /// <summary>The canonical name of RFC 7022, the same as in the session description; at most 255 bytes of UTF-8.</summary>
    public required string CanonicalName { get; init; }

    /// <summary>The media line's identification; sent in every packet where <see cref="HeaderExtensions"/> has an id for it.</summary>
    public string? Mid { get; init; }

    public HeaderExtensions HeaderExtensions { get; init; }

    /// <summary>Sent in every packet where <see cref="HeaderExtensions"/> has an id for it.</summary>
    public PlayoutDelay? PlayoutDelay { get; init; }

    /// <summary>NACKs are answered; off where the description did not agree on them.</summary>
    public bool Retransmit { get; init; } = true;

    /// <summary>Frames that may wait; two seconds at 30 pictures a second.</summary>
    public int MaximumQueuedFrames { get; init; } = 60;

    /// <summary>Payload bytes that may wait.</summary>
    public int MaximumQueuedBytes { get; init; } = 1024 * 1024;
}
