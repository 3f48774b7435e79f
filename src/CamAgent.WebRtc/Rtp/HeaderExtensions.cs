namespace CamAgent.WebRtc.Rtp;

/// <summary>The ids that one media line negotiated for the RTP header extensions this stack knows (RFC 8285 §5); 0 where it did not.</summary>
public readonly record struct HeaderExtensions
{
    /// <summary>RFC 9143 §15.1: the media line a packet belongs to.</summary>
    public const string MidUri = "urn:ietf:params:rtp-hdrext:sdes:mid";

    /// <summary>The sender's wish for the receiver's jitter buffer; see <see cref="Rtp.PlayoutDelay"/>.</summary>
    public const string PlayoutDelayUri = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";

    /// <summary>draft-holmer-rmcat-transport-wide-cc-extensions-01.</summary>
    public const string TransportWideSequenceNumberUri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    /// <summary>The send time in 6.18 fixed-point seconds.</summary>
    public const string AbsoluteSendTimeUri = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

    /// <summary>Ids above this need the two-byte form (RFC 8285 §4.2: 15 is reserved).</summary>
    public const int HighestOneByteId = 14;

    public byte Mid { get; init; }

    public byte PlayoutDelay { get; init; }

    public byte TransportWideSequenceNumber { get; init; }

    public byte AbsoluteSendTime { get; init; }

    /// <summary>True where some id does not fit the one-byte form.</summary>
    public bool NeedTwoByteForm =>
        Math.Max(Math.Max(Mid, PlayoutDelay), Math.Max(TransportWideSequenceNumber, AbsoluteSendTime)) > HighestOneByteId;

    /// <summary>The map with this extension added; unchanged where the stack does not know it.</summary>
    public HeaderExtensions With(ReadOnlySpan<char> uri, byte id) => uri switch
    {
        MidUri => this with { Mid = id },
        PlayoutDelayUri => this with { PlayoutDelay = id },
        TransportWideSequenceNumberUri => this with { TransportWideSequenceNumber = id },
        AbsoluteSendTimeUri => this with { AbsoluteSendTime = id },
        _ => this,
    };
}
