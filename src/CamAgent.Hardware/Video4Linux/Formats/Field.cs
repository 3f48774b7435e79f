namespace CamAgent.Hardware.Video4Linux.Formats;

/// <summary>enum v4l2_field.</summary>
public enum Field
{
    Any = 0,

    /// <summary>Progressive: whole pictures.</summary>
    None = 1,
    Top = 2,
    Bottom = 3,
    Interlaced = 4,
    SequentialTopBottom = 5,
    SequentialBottomTop = 6,
    Alternate = 7,
    InterlacedTopBottom = 8,
    InterlacedBottomTop = 9,
}
