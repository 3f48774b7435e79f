namespace CamAgent.WebRtc.Rtp;

/// <summary>How many bytes of a datagram are left for the payload, when everything that any viewer's path may add has its place.</summary>
public static class PayloadBudget
{
    /// <summary>UDP payload that passes every path seen in practice, tunnels and mobile networks included; browsers send no more either.</summary>
    public const int DatagramSize = 1200;

    // A one-byte header extension with a mid of 16 characters, transport-wide sequence number, absolute send time and playout delay: 4 + 17 + 3 + 4 + 4.
    private const int Extensions = 32;

    // RFC 7714 §14.2: the GCM tag is 16 bytes; the HMAC-SHA1-80 tag of RFC 3711 is shorter.
    private const int SrtpTag = 16;

    // RFC 8656 §12.4: the header of a TURN ChannelData message.
    private const int ChannelData = 4;

    // RFC 4588 §4: a retransmission carries the original sequence number before the payload.
    private const int OriginalSequenceNumber = 2;

    /// <summary>The packetizer's limit. One set of payloads serves every viewer, so it is the smallest that any of them needs.</summary>
    public const int Default = DatagramSize - RtpHeader.FixedSize - Extensions - SrtpTag - ChannelData - OriginalSequenceNumber;

    /// <summary>Room for the longest header that <see cref="Default"/> allows for.</summary>
    public const int MaximumHeaderSize = RtpHeader.FixedSize + Extensions;

    /// <summary>The longest mid that is sent in packets. A longer one stays in the session description alone.</summary>
    public const int MaximumMidLength = 16;
}
