namespace CamAgent.Hardware.Video4Linux;

/// <summary>Whose memory a queue's buffers are (enum v4l2_memory).</summary>
internal enum MemoryKind
{
    /// <summary>The device's own, mapped into this process; another device can be given it (<see cref="BufferQueue.Export"/>).</summary>
    Mmap = 1,

    /// <summary>Another device's, given with each buffer as a descriptor.</summary>
    DmaBuf = 4,
}
