namespace CamAgent.Hardware.Video4Linux.Formats;

/// <summary>One time from picture to picture, or a range of them (struct v4l2_frmivalenum), in seconds.</summary>
public readonly record struct FrameInterval(Fraction Shortest, Fraction Longest)
{
    public bool IsDiscrete => Shortest == Longest;

    public bool Contains(double picturesPerSecond) =>
        picturesPerSecond <= Shortest.PerSecond + 0.005 && picturesPerSecond >= Longest.PerSecond - 0.005;
}
