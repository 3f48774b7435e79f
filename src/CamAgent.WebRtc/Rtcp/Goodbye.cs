using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>Walks the sources that leave with a BYE (RFC 3550 §6.6).</summary>
public ref struct Goodbye
{
    private ReadOnlySpan<byte> _sources;

    public static bool TryRead(RtcpPacket packet, out Goodbye goodbye)
    {
        goodbye = default;
        if (packet.Type != RtcpPacketType.Goodbye || packet.Body.Length < packet.Count * 4)
            return false;
        goodbye._sources = packet.Body[..(packet.Count * 4)];
        return true;
    }

    public bool TryReadSource(out Ssrc source)
    {
        source = default;
        if (_sources.IsEmpty)
            return false;
        source = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(_sources));
        _sources = _sources[4..];
        return true;
    }
}
