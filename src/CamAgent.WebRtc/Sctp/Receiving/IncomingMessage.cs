using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp.Receiving;

/// <summary>A piece of a message as it came, in a pooled block.</summary>
internal sealed class IncomingFragment
{
    internal byte[] Block { get; set; } = [];

    internal int Length { get; set; }

    internal IncomingFragment? Next { get; set; }

    internal ReadOnlySpan<byte> Payload => Block.AsSpan(0, Length);
}

/// <summary>
/// Fragments with consecutive TSNs that belong to one message: a run that grows at both ends until it has a beginning and an end, and is
/// then the message.
/// </summary>
internal sealed class IncomingMessage
{
    internal ushort Stream { get; set; }

    internal ushort Sequence { get; set; }

    internal uint PayloadProtocol { get; set; }

    internal bool IsUnordered { get; set; }

    internal bool HasBeginning { get; set; }

    internal bool HasEnd { get; set; }

    internal Tsn FirstTsn { get; set; }

    internal Tsn LastTsn { get; set; }

    /// <summary>Bytes of payload.</summary>
    internal int Length { get; set; }

    /// <summary>Bytes of memory.</summary>
    internal int Cost { get; set; }

    internal IncomingFragment? Head { get; set; }

    internal IncomingFragment? Tail { get; set; }

    internal IncomingMessage? Previous { get; set; }

    internal IncomingMessage? Next { get; set; }

    internal bool IsComplete => HasBeginning && HasEnd;

    /// <summary>Whether a chunk can be the next after this run, by all but its TSN.</summary>
    internal bool Precedes(in DataChunk chunk) => !HasEnd && !chunk.IsBeginning && IsSameMessage(chunk);

    /// <summary>Whether a chunk can be the one before this run, by all but its TSN.</summary>
    internal bool Follows(in DataChunk chunk) => !HasBeginning && !chunk.IsEnd && IsSameMessage(chunk);

    /// <summary>Copies the whole payload.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    internal void CopyTo(Span<byte> destination)
    {
        for (var fragment = Head; fragment is not null; fragment = fragment.Next)
        {
            fragment.Payload.CopyTo(destination);
            destination = destination[fragment.Length..];
        }
    }

    // §6.6: the stream sequence number means nothing in an unordered message.
    private bool IsSameMessage(in DataChunk chunk) =>
        Stream == chunk.Stream && IsUnordered == chunk.IsUnordered && (IsUnordered || Sequence == chunk.StreamSequence);
}
