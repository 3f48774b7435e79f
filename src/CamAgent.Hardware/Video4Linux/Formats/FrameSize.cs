namespace CamAgent.Hardware.Video4Linux.Formats;

/// <summary>One size, or a range of them (struct v4l2_frmsizeenum), in pixels.</summary>
public readonly record struct FrameSize(int MinimumWidth, int MaximumWidth, int StepWidth, int MinimumHeight, int MaximumHeight, int StepHeight)
{
    public bool IsDiscrete => MinimumWidth == MaximumWidth && MinimumHeight == MaximumHeight;

    public static FrameSize Discrete(int width, int height) => new(width, width, 1, height, height, 1);

    /// <summary>The size in this range that is nearest to another.</summary>
    public (int Width, int Height) Nearest(int width, int height) => (
        Nearest(width, MinimumWidth, MaximumWidth, StepWidth),
        Nearest(height, MinimumHeight, MaximumHeight, StepHeight));

    public override string ToString() => IsDiscrete ? $"{MinimumWidth}x{MinimumHeight}" : $"{MinimumWidth}x{MinimumHeight} to {MaximumWidth}x{MaximumHeight}";

    private static int Nearest(int value, int minimum, int maximum, int step)
    {
        if (value <= minimum)
            return minimum;
        var whole = Math.Max(step, 1);
        var steps = (Math.Min(value, maximum) - minimum + (whole / 2)) / whole;
        var nearest = minimum + (steps * whole);
        return nearest <= maximum ? nearest : nearest - whole;
    }
}
