using System.Buffers.Binary;

namespace CamAgent.WebRtc.Stun;

/// <summary>The 96 bits that tie a response to its request (RFC 8489 §5).</summary>
public readonly record struct StunTransactionId(ulong High, uint Low)
{
    public const int Size = 12;

    /// <summary>RFC 8489 §5: uniformly and cryptographically random, since it is what an off-path forger has to guess.</summary>
    public static StunTransactionId Create(RandomSource random) => new(random.NextUInt64(), random.NextUInt32());

    /// <summary>Takes the first <see cref="Size"/> bytes.</summary>
    public static StunTransactionId Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt32BigEndian(source[8..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Low);
    }

    public override string ToString() => $"{High:x16}{Low:x8}";
}
