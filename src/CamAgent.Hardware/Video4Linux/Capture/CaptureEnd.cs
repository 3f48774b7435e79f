namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>Why a stream has ended without a fault.</summary>
internal enum CaptureEnd
{
    Stopped,

    /// <summary>What is captured has another size now (V4L2_EVENT_SOURCE_CHANGE): set up again, and go on.</summary>
    SourceChanged,
}
