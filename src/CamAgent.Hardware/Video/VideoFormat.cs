namespace CamAgent.Hardware.Video;

/// <summary>Size in pixels and frame rate in pictures a second.</summary>
public readonly record struct VideoFormat(int Width, int Height, int FrameRate)
{
    public override string ToString() => $"{Width}x{Height} {FrameRate} fps";
}
