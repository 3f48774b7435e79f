namespace CamAgent.Hardware.Video4Linux;

/// <summary>V4L2_EVENT_*.</summary>
internal enum DeviceEventType
{
    All = 0,
    EndOfStream = 2,
    Control = 3,
    SourceChange = 5,
}
