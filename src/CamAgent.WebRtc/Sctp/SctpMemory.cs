using CamAgent.WebRtc.Sctp.Receiving;
using CamAgent.WebRtc.Sctp.Sending;

namespace CamAgent.WebRtc.Sctp;

/// <summary>
/// Blocks and records that the associations of one loop share and use again: in the steady state a message costs no allocation. What is kept
/// for later is bounded, at about 1.5 MB.
/// </summary>
internal sealed class SctpMemory
{
    // A fragment of a full packet has 1132 bytes; those of others may be a little longer, and a datagram's buffer ends at 2048.
    private const int SmallBlock = 128;
    private const int PacketBlock = 1280;
    private const int Records = 2048;

    private readonly FreeList<byte[]> _small = new(() => new byte[SmallBlock], Records);
    private readonly FreeList<byte[]> _packets = new(() => new byte[PacketBlock], 1024);

    internal FreeList<OutgoingChunk> Chunks { get; } = new(() => new OutgoingChunk(), Records);

    internal FreeList<OutgoingMessage> Messages { get; } = new(() => new OutgoingMessage(), Records);

    internal FreeList<IncomingFragment> Fragments { get; } = new(() => new IncomingFragment(), Records);

    internal FreeList<IncomingMessage> Arrivals { get; } = new(() => new IncomingMessage(), Records);

    /// <summary>What a block for this many bytes takes of the memory, its record included.</summary>
    internal static int CostOf(int length) => BlockSize(length) + 128;

    /// <summary>A block of at least this length.</summary>
    internal byte[] RentBlock(int length) => BlockSize(length) switch
    {
        SmallBlock => _small.Rent(),
        PacketBlock => _packets.Rent(),
        var size => new byte[size],
    };

    internal void ReturnBlock(byte[] block)
    {
        if (block.Length == SmallBlock)
            _small.Return(block);
        else if (block.Length == PacketBlock)
            _packets.Return(block);
    }

    private static int BlockSize(int length) => length <= SmallBlock ? SmallBlock : Math.Max(length, PacketBlock);
}
