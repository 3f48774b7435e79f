using System.Buffers.Binary;

namespace CamAgent.WebRtc;

/// <summary>Where a protocol core takes its random bytes from: the system's generator in the product, a seed in a simulation.</summary>
public abstract class RandomSource
{
    public abstract void Fill(Span<byte> destination);

    public uint NextUInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong NextUInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));
}
