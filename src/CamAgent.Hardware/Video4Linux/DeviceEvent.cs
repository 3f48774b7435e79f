namespace CamAgent.Hardware.Video4Linux;

/// <summary>Something the driver tells (struct v4l2_event).</summary>
/// <param name="Id">Of the control, where it is about one.</param>
/// <param name="Changes">V4L2_EVENT_CTRL_CH_* (1 value, 2 flags, 4 range) or V4L2_EVENT_SRC_CH_* (1 resolution).</param>
/// <param name="Value">Of the control, where it is about one that is a number.</param>
internal readonly record struct DeviceEvent(DeviceEventType Type, uint Id, uint Changes, long Value);
