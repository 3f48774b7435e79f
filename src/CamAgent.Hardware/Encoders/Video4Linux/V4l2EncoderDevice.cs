using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>A stateful H.264 encoder that this machine has.</summary>
/// <param name="Path">The device node: <c>/dev/video11</c>.</param>
/// <param name="Card">What its driver calls it: <c>bcm2835-codec-encode</c>.</param>
/// <param name="Driver"><c>bcm2835-codec</c>.</param>
/// <param name="IsMultiplanar">It speaks V4L2's multiplanar interface.</param>
/// <param name="PixelFormats">What pictures it takes, its favourite first: a camera that has one of them needs no conversion.</param>
/// <param name="Sizes">Of the pictures; empty where the driver does not say.</param>
public sealed record V4l2EncoderDevice(
    string Path, string Card, string Driver, bool IsMultiplanar, IReadOnlyList<PixelFormat> PixelFormats, IReadOnlyList<FrameSize> Sizes)
{
    /// <summary>The sizes, for people.</summary>
    public string SizesText => Sizes.Count == 0 ? "sizes it does not tell" : string.Join(", ", Sizes);

    /// <summary>Smaller pictures than it codes can be padded; larger ones not.</summary>
    public bool Takes(int width, int height)
    {
        foreach (var size in Sizes)
        {
            if (width <= size.MaximumWidth && height <= size.MaximumHeight)
                return true;
        }

        return Sizes.Count == 0;
    }

    public override string ToString() => $"{Path} {Card}";
}
