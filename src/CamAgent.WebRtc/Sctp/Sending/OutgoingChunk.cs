using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp.Sending;

internal enum OutgoingChunkState
{
    /// <summary>Waits for its first turn; has no TSN.</summary>
    Queued,

    InFlight,

    /// <summary>Taken for lost; waits to be sent again.</summary>
    Lost,

    /// <summary>Has arrived, behind a gap.</summary>
    Acknowledged,

    /// <summary>Given up with its message (RFC 3758): its TSN is to be skipped by the peer.</summary>
    Abandoned,
}

/// <summary>A fragment on its way, in a pooled block.</summary>
internal sealed class OutgoingChunk
{
    internal OutgoingMessage Message { get; set; } = null!;

    internal byte[] Block { get; set; } = [];

    internal int Length { get; set; }

    internal DataFlags Flags { get; set; }

    internal Tsn Tsn { get; set; }

    internal OutgoingChunkState State { get; set; }

    /// <summary>How often it was sent.</summary>
    internal int Transmissions { get; set; }

    /// <summary>Counts all transmissions of the association: which of two chunks was sent later.</summary>
    internal long Order { get; set; }

    internal Instant SentAt { get; set; }

    /// <summary>Acknowledgements that showed it missing since it was sent last.</summary>
    internal int Misses { get; set; }

    internal OutgoingChunk? Next { get; set; }

    /// <summary>Bytes of the chunk on the wire, padding included.</summary>
    internal int WireSize => DataChunk.Overhead + Padding.RoundUp(Length);
}
