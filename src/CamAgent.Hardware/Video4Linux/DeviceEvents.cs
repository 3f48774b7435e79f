namespace CamAgent.Hardware.Video4Linux;

/// <summary>What <see cref="VideoDevice.Wait"/> waits for and has found.</summary>
[Flags]
internal enum DeviceEvents
{
    /// <summary>The time was over, or a signal came.</summary>
    None = 0,

    /// <summary>A capture buffer can be dequeued (POLLIN).</summary>
    Readable = 0x1,

    /// <summary>An output buffer can be dequeued (POLLOUT).</summary>
    Writable = 0x2,

    /// <summary>There is a <see cref="DeviceEvent"/> (POLLPRI).</summary>
    Event = 0x4,

    /// <summary>POLLERR: the driver has failed, or there is nothing that could be waited for (not streaming; a memory-to-memory device without
    /// queued buffers). Always looked for. The next dequeue tells which.</summary>
    Error = 0x8,

    /// <summary>POLLHUP: the device is gone. Always looked for.</summary>
    HangUp = 0x10,

    /// <summary>The wake-up was signalled.</summary>
    Woken = 0x20,
}
