namespace CamAgent.Hardware.Video4Linux;

/// <summary>V4L2_BUF_FLAG_*.</summary>
[Flags]
internal enum BufferFlags : uint
{
    None = 0,
    Mapped = 0x1,
    Queued = 0x2,
    Done = 0x4,

    /// <summary>An IDR picture of coded video.</summary>
    KeyFrame = 0x8,
    PFrame = 0x10,
    BFrame = 0x20,

    /// <summary>What is in the buffer may be corrupt; the stream goes on.</summary>
    Error = 0x40,

    /// <summary>The timestamp is of CLOCK_MONOTONIC. Without this and the next flag, of a clock that nobody knows.</summary>
    TimestampMonotonic = 0x2000,

    /// <summary>The timestamp was copied from the buffer that went in.</summary>
    TimestampCopy = 0x4000,

    /// <summary>The time of the start of exposure, not of the end of the frame.</summary>
    TimestampStartOfExposure = 0x1_0000,

    /// <summary>A memory-to-memory device gives nothing more after this one.</summary>
    Last = 0x10_0000,
}
