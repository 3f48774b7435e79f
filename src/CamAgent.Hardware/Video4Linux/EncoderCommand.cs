namespace CamAgent.Hardware.Video4Linux;

/// <summary>V4L2_ENC_CMD_*.</summary>
internal enum EncoderCommand
{
    Start = 0,

    /// <summary>Drain: what was queued is still coded, and the last buffer carries <see cref="BufferFlags.Last"/>.</summary>
    Stop = 1,
}
