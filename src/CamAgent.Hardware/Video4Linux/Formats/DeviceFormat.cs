namespace CamAgent.Hardware.Video4Linux.Formats;

/// <summary>What a queue's buffers hold (struct v4l2_pix_format and v4l2_pix_format_mplane). To ask for one, zeros leave the choice to the driver;
/// what the driver has answered may differ in everything.</summary>
public sealed record DeviceFormat(PixelFormat PixelFormat, int Width, int Height)
{
    /// <summary>VIDEO_MAX_PLANES.</summary>
    public const int MaximumPlanes = 8;

    public Field Field { get; init; } = Field.None;

    public Colorimetry Colorimetry { get; init; }

    /// <summary>Memory planes: one, unless the queue is multiplanar and the format has several.</summary>
    public IReadOnlyList<PlaneFormat> Planes { get; init; } = [];

    public override string ToString() => $"{PixelFormat} {Width}x{Height}";
}
