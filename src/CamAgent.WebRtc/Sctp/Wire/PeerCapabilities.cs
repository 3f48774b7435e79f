namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>What the other side said in INIT or INIT ACK that it understands beyond RFC 9260.</summary>
[Flags]
internal enum PeerCapabilities : byte
{
    None = 0,

    /// <summary>Partial reliability (RFC 3758).</summary>
    ForwardTsn = 1,

    /// <summary>Stream resets (RFC 6525): closing of data channels.</summary>
    Reconfiguration = 2,

    /// <summary>It takes packets without a checksum that come over DTLS (RFC 9653).</summary>
    ZeroChecksum = 4,
}
