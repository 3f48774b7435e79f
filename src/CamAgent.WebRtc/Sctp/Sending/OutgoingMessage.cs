namespace CamAgent.WebRtc.Sctp.Sending;

/// <summary>A message that was accepted, cut into chunks.</summary>
internal sealed class OutgoingMessage
{
    internal OutgoingStream Stream { get; set; } = null!;

    internal uint PayloadProtocol { get; set; }

    internal bool IsUnordered { get; set; }

    /// <summary>Null: any number.</summary>
    internal int? MaximumRetransmissions { get; set; }

    /// <summary>When it is given up.</summary>
    internal Instant Expires { get; set; }

    /// <summary>Has a meaning once the first chunk was sent.</summary>
    internal ushort Sequence { get; set; }

    internal bool IsAbandoned { get; set; }

    internal bool HasBegun { get; set; }

    /// <summary>The first chunk that was not sent yet.</summary>
    internal OutgoingChunk? Unsent { get; set; }

    /// <summary>Chunks that are not yet released.</summary>
    internal int Chunks { get; set; }

    internal OutgoingMessage? Next { get; set; }
}
