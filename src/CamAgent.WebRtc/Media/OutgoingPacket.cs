namespace CamAgent.WebRtc.Media;

/// <summary>
/// A packet to protect and send: its header was written to the caller's buffer, its payload lies in the shared frame.
/// Valid until the next call to the sender that gave it.
/// </summary>
public readonly ref struct OutgoingPacket
{
    /// <summary>Bytes of the header that were written.</summary>
    public int HeaderLength { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>RFC 3711 §3.3.1: roll-over counter and sequence number, 48 bits. A retransmission has the one of the original.</summary>
    public long PacketIndex { get; init; }

    /// <summary>
    /// The same packet, byte for byte, was sent before. It must be protected to the same bytes: AES-GCM and AES-CM would not survive
    /// another content under the same index.
    /// </summary>
    public bool IsRetransmission { get; init; }

    /// <summary>The last packet of its frame.</summary>
    public bool Marker { get; init; }

    /// <summary>When the picture was taken.</summary>
    public Instant Captured { get; init; }
}
