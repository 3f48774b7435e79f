using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>Walks the chunks of a source description (RFC 3550 §6.5) for their canonical names; other items are passed over.</summary>
public ref struct SourceDescription
{
    internal const byte Cname = 1;

    private ReadOnlySpan<byte> _rest;
    private int _chunks;

    public static bool TryRead(RtcpPacket packet, out SourceDescription description)
    {
        description = new SourceDescription { _rest = packet.Body, _chunks = packet.Count };
        return packet.Type == RtcpPacketType.SourceDescription;
    }

    /// <summary>Gives the next source with its canonical name in UTF-8, empty where it has none; false at the end or at a fault.</summary>
    public bool TryReadChunk(out Ssrc source, out ReadOnlySpan<byte> canonicalName)
    {
        source = default;
        canonicalName = default;
        if (_chunks-- <= 0 || _rest.Length < 4)
            return false;
        source = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(_rest));
        var at = 4;
        while (at < _rest.Length && _rest[at] != 0)
        {
            if (at + 2 > _rest.Length || at + 2 + _rest[at + 1] > _rest.Length)
                return Fail();
            if (_rest[at] == Cname)
                canonicalName = _rest.Slice(at + 2, _rest[at + 1]);
            at += 2 + _rest[at + 1];
        }

        // §6.5: one zero byte ends the list, more pad to the next word.
        var size = (at / 4 * 4) + 4;
        if (size > _rest.Length)
            return Fail();
        _rest = _rest[size..];
        return true;
    }

    private bool Fail()
    {
        _rest = default;
        return false;
    }
}
