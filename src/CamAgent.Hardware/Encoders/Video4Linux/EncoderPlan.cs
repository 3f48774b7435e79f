using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>What an encoder is opened for, and how its queues are set up for it.</summary>
/// <param name="Name">The device, for people: <c>/dev/video11 bcm2835-codec-encode</c>.</param>
/// <param name="Level">level_idc that size, rate and bitrate need.</param>
internal sealed record EncoderPlan(string Name, VideoFormat Format, ColorDescription Color, EncoderSettings Settings, V4l2EncoderOptions Options, byte Level)
{
    /// <summary>Drivers add to what they need themselves; more than this only delays.</summary>
    private const int MostCopiedBuffers = 8;

    /// <summary>The coded side first: it governs which raw formats there are.</summary>
    public void SetCodedFormat(VideoDevice device)
    {
        // The size is read-only by the document, but the Pi's driver goes by it. Four bits a pixel hold every picture of a sane bitrate; a larger
        // one would come in parts.
        var size = Math.Max(Format.Width * Format.Height / 2, 512 * 1024);
        var coded = device.SetFormat(device.Capabilities.CaptureType, new(PixelFormat.H264, Format.Width, Format.Height) { Planes = [new(size, 0)] });
        if (coded.PixelFormat != PixelFormat.H264)
            throw new VideoSourceException($"{Name} makes {coded.PixelFormat}, not H.264: choose another video.encoderDevice, or leave it empty.");
    }

    /// <summary>Pictures can be written without converting them first.</summary>
    public bool Takes(VideoDevice device, PictureLayout layout)
    {
        SetCodedFormat(device);
        return PictureFormats.Choose(layout, device.Formats(device.Capabilities.OutputType)) is not null;
    }

    /// <returns>The format as the driver has it, and whether it will code more than the picture.</returns>
    public (DeviceFormat Format, bool IsPadded) SetRawFormat(VideoDevice device, in RawPicture picture)
    {
        var type = device.Capabilities.OutputType;
        var offered = device.Formats(type);
        if (PictureFormats.Choose(picture.Layout, offered) is not { } wanted)
            throw new VideoSourceException(
                $"The encoder {Name} takes {string.Join(", ", offered.Select(format => format.PixelFormat))}, but not the camera's {picture.Layout}.");

        // The camera's own strides, so that rows agree: a driver that cannot have them says what it has.
        PlaneFormat[] strides = PictureFormats.MemoryPlanes(wanted) switch
        {
            1 => [new(0, PictureFormats.IsPacked(wanted) && picture.Layout == PictureLayout.I420 ? 0 : picture.LumaStride)],
            2 => [new(0, picture.LumaStride), new(0, picture.Layout == PictureLayout.I420 ? 0 : picture.ChromaStride)],
            _ => [new(0, picture.LumaStride), new(0, picture.ChromaStride), new(0, picture.ChromaStride)],
        };
        var format = device.SetFormat(type, new(wanted, Format.Width, Format.Height) { Colorimetry = Colorimetry.From(Color), Planes = strides });
        if (format.PixelFormat != wanted)
            throw new VideoSourceException($"The encoder {Name} offers {wanted} but takes {format.PixelFormat}: its driver is faulty.");
        if (format.Width < Format.Width || format.Height < Format.Height)
            throw new VideoSourceException(
                $"The encoder {Name} takes pictures of at most {format.Width}x{format.Height}: choose a smaller video.width and video.height.");
        var rowBytes = PictureFormats.IsPacked(wanted) ? 2L * format.Width : format.Width;
        if (format.Planes[0].BytesPerLine < rowBytes || format.Planes[0].SizeImage < new PictureWriter(format).LeastSize)
            throw new VideoSourceException($"The encoder {Name} lays out {format} in {format.Planes[0].SizeImage} bytes: its driver is faulty.");
        return (format, IsPadded(device, format));
    }

    /// <summary>What the rate control goes by.</summary>
    public void SetFrameInterval(VideoDevice device) =>
        device.TrySetFrameInterval(device.Capabilities.OutputType, Fraction.OfFrameRate(Format.FrameRate), out _);

    /// <summary>The direct way where it can be gone, else the copying one.</summary>
    public EncoderInput CreateInput(VideoDevice device, DeviceFormat format, in RawPicture picture, bool isDirect, bool isPadded)
    {
        var needed = device.Controls.TryGet(CodecControl.MinimumOutputBuffers, out var least) ? (int)Math.Clamp(least, 1, MostCopiedBuffers) : 1;
        if (isDirect && Options.AllowDmaBuf && DirectInput.CanTake(picture, format) && needed <= DirectInput.MostHeld(picture.Buffer!)
            && TryCreateDirect(device, format, picture.Buffer!.Count) is { } direct)
            return direct;
        var queue = device.CreateQueue(device.Capabilities.OutputType, MemoryKind.Mmap, Math.Clamp(needed + 2, 3, MostCopiedBuffers));
        try
        {
            return new CopiedInput(queue, format, isPadded);
        }
        catch
        {
            queue.Dispose();
            throw;
        }
    }

    private static DirectInput? TryCreateDirect(VideoDevice device, DeviceFormat format, int count)
    {
        try
        {
            return new(device.CreateQueue(device.Capabilities.OutputType, MemoryKind.DmaBuf, Math.Clamp(count, 1, 32)), format);
        }
        catch (VideoDeviceException)
        {
            // No other device's memory can be used here.
            return null;
        }
    }

    /// <summary>Says which part of a larger buffer is the picture.</summary>
    private bool IsPadded(VideoDevice device, DeviceFormat format)
    {
        var wanted = new SelectionRectangle(0, 0, Format.Width, Format.Height);
        if (format.Width == Format.Width && format.Height == Format.Height)
            return false;
        var crop = wanted;
        return !device.TrySetSelection(device.Capabilities.OutputType, SelectionTarget.Crop, ref crop) || crop != wanted;
    }
}
