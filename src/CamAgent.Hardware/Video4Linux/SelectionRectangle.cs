namespace CamAgent.Hardware.Video4Linux;

/// <summary>struct v4l2_rect, in pixels.</summary>
internal readonly record struct SelectionRectangle(int Left, int Top, int Width, int Height);
