namespace CamAgent.Hardware.Video;

/// <summary>How a <see cref="RawPicture"/>'s samples lie, eight bits each.</summary>
public enum PictureLayout
{
    /// <summary>4:2:0 in three planes: luma, blue and red difference.</summary>
    I420,

    /// <summary>4:2:0 in two planes: luma, and pairs of blue and red difference.</summary>
    Nv12,

    /// <summary>As <see cref="Nv12"/>, red before blue.</summary>
    Nv21,

    /// <summary>4:2:2 in one plane: luma, blue, luma, red for each two pixels.</summary>
    Yuyv,

    /// <summary>4:2:2 in one plane: blue, luma, red, luma for each two pixels.</summary>
    Uyvy,
}
