namespace CamAgent.WebRtc.Net;

/// <summary>What a datagram on the shared port is, by its first byte (RFC 7983 §7) and, for RTP's range, its second (RFC 5761 §4).</summary>
public enum DatagramKind
{
    Unknown,
    Stun,
    Dtls,
    TurnChannel,
    Rtp,
    Rtcp,
}

public static class DatagramClassifier
{
    /// <summary>Total: any bytes, also none.</summary>
    public static DatagramKind Classify(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < 2)
            return DatagramKind.Unknown;
        return datagram[0] switch
        {
            <= 3 => DatagramKind.Stun,
            >= 20 and <= 63 => DatagramKind.Dtls,
            >= 64 and <= 79 => DatagramKind.TurnChannel,
            // RFC 5761 §4: payload types 64–95 with the marker bit are RTCP packet types 192–223.
            >= 128 and <= 191 => datagram[1] is >= 192 and <= 223 ? DatagramKind.Rtcp : DatagramKind.Rtp,
            _ => DatagramKind.Unknown,
        };
    }
}
