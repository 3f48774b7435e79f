namespace CamAgent.Hardware.Video4Linux.Formats;

/// <summary>A format that a device offers (struct v4l2_fmtdesc).</summary>
/// <param name="Name">The kernel's name for it: <c>YUYV 4:2:2</c>.</param>
/// <param name="IsCompressed">V4L2_FMT_FLAG_COMPRESSED.</param>
/// <param name="IsEmulated">Made by libv4l from another format, or by the driver at a price: V4L2_FMT_FLAG_EMULATED.</param>
public sealed record FormatDescription(PixelFormat PixelFormat, string Name, bool IsCompressed, bool IsEmulated);
