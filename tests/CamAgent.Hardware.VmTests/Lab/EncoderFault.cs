namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>What the virtual encoder does wrong (tests/vm/modules/vih264_faults.h).</summary>
internal enum EncoderFault
{
    None,

    /// <summary>Buffers come back with V4L2_BUF_FLAG_ERROR.</summary>
    Error,

    /// <summary>Both queues fail: POLLERR, and EIO until streaming is stopped.</summary>
    Fatal,

    /// <summary>No output, and no buffer comes back.</summary>
    Hang,

    /// <summary>CAPTURE buffers without a byte.</summary>
    Empty,

    /// <summary>CAPTURE buffers full of noise.</summary>
    Corrupt,

    /// <summary>The last NAL unit of a frame is cut off in the middle.</summary>
    Torn,

    /// <summary>Time stamps a second before their frame's.</summary>
    Backwards,

    /// <summary>Frames are swallowed: an OUTPUT buffer comes back, and no CAPTURE buffer for it.</summary>
    Drop,
}
