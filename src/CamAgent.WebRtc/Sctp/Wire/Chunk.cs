namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>A chunk (RFC 9260 §3.2) as it lies in its packet.</summary>
internal readonly ref struct Chunk
{
    internal const int HeaderSize = 4;

    internal Chunk(ChunkType type, byte flags, ReadOnlySpan<byte> whole)
    {
        Type = type;
        Flags = flags;
        Whole = whole;
    }

    internal ChunkType Type { get; }

    internal byte Flags { get; }

    /// <summary>With its header, without padding.</summary>
    internal ReadOnlySpan<byte> Whole { get; }

    internal ReadOnlySpan<byte> Value => Whole[HeaderSize..];

    /// <summary>§3.2: of a type that is not known, the packet's further chunks are still looked at.</summary>
    internal bool IsSkippedWhenUnknown => ((byte)Type & 0x80) != 0;

    /// <summary>§3.2: of a type that is not known, the sender wants to hear of it.</summary>
    internal bool IsReportedWhenUnknown => ((byte)Type & 0x40) != 0;
}
