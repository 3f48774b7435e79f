namespace CamAgent.Hardware.Video;

/// <summary>One picture in I420: a plane of luma, then blue and red difference at half the width and height, eight bits each.
/// Valid only during the call that hands it over.</summary>
public readonly ref struct RawPicture
{
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
        long captureTimestamp)
    {
        // Encoders read these planes through bare pointers: this is the only check between a wrong size and foreign memory.
        if (width <= 0 || height <= 0 || ((width | height) & 1) != 0 || lumaStride < width || chromaStride < width / 2)
            throw new ArgumentException($"A picture of {width}x{height} with strides {lumaStride} and {chromaStride} cannot be.", nameof(width));
        if (luma.Length < (((long)height - 1) * lumaStride) + width
            || Math.Min(blue.Length, red.Length) < (((long)(height / 2) - 1) * chromaStride) + (width / 2))
            throw new ArgumentException($"The planes are too short for {width}x{height}.", nameof(luma));
        Width = width;
        Height = height;
        Luma = luma;
        LumaStride = lumaStride;
        Blue = blue;
        Red = red;
        ChromaStride = chromaStride;
        CaptureTimestamp = captureTimestamp;
    }

    public int Width { get; }

    public int Height { get; }

    public ReadOnlySpan<byte> Luma { get; }

    /// <summary>Bytes from one row of luma to the next.</summary>
    public int LumaStride { get; }

    public ReadOnlySpan<byte> Blue { get; }

    public ReadOnlySpan<byte> Red { get; }

    /// <summary>Bytes from one row of either chroma plane to the next.</summary>
    public int ChromaStride { get; }

    public long CaptureTimestamp { get; }
}

/// <summary>Takes one picture, on the capture thread; what it keeps it copies.</summary>
public delegate void RawPictureHandler(RawPicture picture);
