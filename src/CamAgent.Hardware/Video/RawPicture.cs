namespace CamAgent.Hardware.Video;

/// <summary>One uncompressed picture. Valid only during the call that hands it over, unless its <see cref="Buffer"/> is retained.</summary>
/// <remarks>Which planes there are is settled by <see cref="Layout"/>; the others are empty.</remarks>
public readonly ref struct RawPicture
{
    private readonly ReadOnlySpan<byte> _first;
    private readonly ReadOnlySpan<byte> _second;
    private readonly ReadOnlySpan<byte> _third;

    /// <summary>A picture in <see cref="PictureLayout.I420"/>.</summary>
    /// <param name="width">In pixels, even.</param>
    /// <param name="height">In pixels, even.</param>
    /// <param name="captureTimestamp">When the picture was taken, in <see cref="TimeProvider.GetTimestamp"/> ticks.</param>
    /// <exception cref="ArgumentException">A plane is too short for its stride and height.</exception>
    public RawPicture(
        int width,
        int height,
        ReadOnlySpan<byte> luma,
        int lumaStride,
        ReadOnlySpan<byte> blue,
        ReadOnlySpan<byte> red,
        int chromaStride,
        long captureTimestamp,
        PictureBuffer? buffer = null)
        : this(PictureLayout.I420, width, height, lumaStride, chromaStride, captureTimestamp, buffer)
    {
        Check(luma, width, height, lumaStride, nameof(luma));
        Check(blue, width / 2, height / 2, chromaStride, nameof(blue));
        Check(red, width / 2, height / 2, chromaStride, nameof(red));
        _first = luma;
        _second = blue;
        _third = red;
    }

    private RawPicture(
        PictureLayout layout,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> second,
        int width,
        int height,
        int stride,
        int chromaStride,
        long captureTimestamp,
        PictureBuffer? buffer)
        : this(layout, width, height, stride, chromaStride, captureTimestamp, buffer)
    {
        _first = first;
        _second = second;
    }

    private RawPicture(PictureLayout layout, int width, int height, int stride, int chromaStride, long captureTimestamp, PictureBuffer? buffer)
    {
        if (width <= 0 || height <= 0 || ((width | height) & 1) != 0)
            throw new ArgumentException($"A picture of {width}x{height} cannot be.", nameof(width));
        Layout = layout;
        Width = width;
        Height = height;
        LumaStride = stride;
        ChromaStride = chromaStride;
        CaptureTimestamp = captureTimestamp;
        Buffer = buffer;
    }

    public PictureLayout Layout { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Of every layout but the packed ones.</summary>
    public ReadOnlySpan<byte> Luma => IsPacked(Layout) ? default : _first;

    /// <summary>Bytes from one row of luma to the next; of a packed layout from row to row.</summary>
    public int LumaStride { get; }

    /// <summary>Of <see cref="PictureLayout.I420"/>.</summary>
    public ReadOnlySpan<byte> Blue => Layout == PictureLayout.I420 ? _second : default;

    /// <summary>Of <see cref="PictureLayout.I420"/>.</summary>
    public ReadOnlySpan<byte> Red => _third;

    /// <summary>Pairs of blue and red difference, of <see cref="PictureLayout.Nv12"/> and <see cref="PictureLayout.Nv21"/>.</summary>
    public ReadOnlySpan<byte> Chroma => Layout is PictureLayout.Nv12 or PictureLayout.Nv21 ? _second : default;

    /// <summary>Bytes from one row of a chroma plane to the next.</summary>
    public int ChromaStride { get; }

    /// <summary>All of it, of <see cref="PictureLayout.Yuyv"/> and <see cref="PictureLayout.Uyvy"/>.</summary>
    public ReadOnlySpan<byte> Packed => IsPacked(Layout) ? _first : default;

    public long CaptureTimestamp { get; }

    /// <summary>The same picture as another device can read it; null where it is in ordinary memory only.</summary>
    public PictureBuffer? Buffer { get; }

    /// <summary>A picture in <see cref="PictureLayout.Nv12"/> or <see cref="PictureLayout.Nv21"/>.</summary>
    /// <exception cref="ArgumentException">A plane is too short for its stride and height.</exception>
    public static RawPicture SemiPlanar(
        PictureLayout layout,
        int width,
        int height,
        ReadOnlySpan<byte> luma,
        int lumaStride,
        ReadOnlySpan<byte> chroma,
        int chromaStride,
        long captureTimestamp,
        PictureBuffer? buffer = null)
    {
        if (layout is not (PictureLayout.Nv12 or PictureLayout.Nv21))
            throw new ArgumentException($"{layout} has not two planes.", nameof(layout));
        Check(luma, width, height, lumaStride, nameof(luma));
        Check(chroma, width, height / 2, chromaStride, nameof(chroma));
        return new(layout, luma, chroma, width, height, lumaStride, chromaStride, captureTimestamp, buffer);
    }

    /// <summary>A picture in <see cref="PictureLayout.Yuyv"/> or <see cref="PictureLayout.Uyvy"/>.</summary>
    /// <exception cref="ArgumentException">The plane is too short for its stride and height.</exception>
    public static RawPicture PackedSamples(
        PictureLayout layout, int width, int height, ReadOnlySpan<byte> samples, int stride, long captureTimestamp, PictureBuffer? buffer = null)
    {
        if (!IsPacked(layout))
            throw new ArgumentException($"{layout} has more than one plane.", nameof(layout));
        Check(samples, 2L * width, height, stride, nameof(samples));
        return new(layout, samples, default, width, height, stride, 0, captureTimestamp, buffer);
    }

    private static bool IsPacked(PictureLayout layout) => layout is PictureLayout.Yuyv or PictureLayout.Uyvy;

    /// <summary>Encoders read these planes through bare pointers: this is the only check between a wrong size and foreign memory.</summary>
    private static void Check(ReadOnlySpan<byte> plane, long width, long height, int stride, string name)
    {
        if (stride < width)
            throw new ArgumentException($"Rows of {width} bytes with a stride of {stride} cannot be.", name);
        if (plane.Length < ((height - 1) * stride) + width)
            throw new ArgumentException($"{plane.Length} bytes are too few for {height} rows of {stride}.", name);
    }
}

/// <summary>Takes one picture, on the capture thread; what it keeps it copies.</summary>
public delegate void RawPictureHandler(RawPicture picture);
