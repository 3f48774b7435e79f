namespace CamAgent.Hardware.Video4Linux;

/// <summary>Which of a node's streams (enum v4l2_buf_type). Of a memory-to-memory device, output is what goes in and capture is what comes out.</summary>
public enum BufferType
{
    VideoCapture = 1,
    VideoOutput = 2,
    VideoCaptureMultiplanar = 9,
    VideoOutputMultiplanar = 10,
}

internal static class BufferTypes
{
    public static bool IsMultiplanar(this BufferType type) => type is BufferType.VideoCaptureMultiplanar or BufferType.VideoOutputMultiplanar;

    public static bool IsOutput(this BufferType type) => type is BufferType.VideoOutput or BufferType.VideoOutputMultiplanar;

    public static BufferType SinglePlanar(this BufferType type) => type.IsOutput() ? BufferType.VideoOutput : BufferType.VideoCapture;
}
