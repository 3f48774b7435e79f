namespace CamAgent.Hardware.Video.NoSignal;

/// <summary>The size of the picture in the camera's place: of the camera's shape, so that the page does not jump, and large enough to be read.</summary>
public static class NoSignalFormat
{
    /// <summary>Pictures a second.</summary>
    public const int FrameRate = 1;

    private const int LeastSide = 96;

    /// <param name="camera">What the camera gives, or was asked for.</param>
    /// <param name="longestSide">Of the picture, in pixels.</param>
    public static VideoFormat For(VideoFormat camera, int longestSide)
    {
        var scale = longestSide / (double)Math.Max(Math.Max(camera.Width, camera.Height), 1);
        return new(Even(camera.Width * scale), Even(camera.Height * scale), FrameRate);
    }

    private static int Even(double side) => Math.Max((int)Math.Round(side / 2) * 2, LeastSide);
}
