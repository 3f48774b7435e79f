using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>The streams that a reset speaks of; none stands for all (RFC 6525 §4.1, §4.2).</summary>
internal readonly ref struct StreamList(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal int Count => _bytes.Length / sizeof(ushort);

    internal ushort this[int index] => BinaryPrimitives.ReadUInt16BigEndian(_bytes[(sizeof(ushort) * index)..]);
}
