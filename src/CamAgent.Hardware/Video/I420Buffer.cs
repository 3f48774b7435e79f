namespace CamAgent.Hardware.Video;

/// <summary>Memory for one picture in I420, its three planes one behind the other without padding.</summary>
internal sealed class I420Buffer
{
    private readonly byte[] _samples;

    public I420Buffer(int width, int height)
    {
        Width = width;
        Height = height;
        // Pinned: it lives as long as its source, and an encoder takes its address for every picture.
        _samples = GC.AllocateUninitializedArray<byte>(width * height * 3 / 2, pinned: true);
    }

    public int Width { get; }

    public int Height { get; }

    public int ChromaWidth => Width / 2;

    public Span<byte> Samples => _samples;

    public Span<byte> Luma => _samples.AsSpan(0, Width * Height);

    public Span<byte> Blue => _samples.AsSpan(Width * Height, Width * Height / 4);

    public Span<byte> Red => _samples.AsSpan(Width * Height * 5 / 4);

    public RawPicture AsPicture(long captureTimestamp) => new(Width, Height, Luma, Width, Blue, Red, ChromaWidth, captureTimestamp);

    /// <summary>Copies a rectangle from a buffer of the same size; its edges are moved outwards to even pixels and cut at the picture's.</summary>
    public void CopyFrom(I420Buffer source, PixelRectangle area)
    {
        var (left, top, right, bottom) = area.AlignedWithin(Width, Height);
        if (left >= right)
            return;
        for (var y = top; y < bottom; y++)
            CopyRow(source.Luma, Luma, (y * Width) + left, right - left);
        for (var y = top / 2; y < bottom / 2; y++)
        {
            CopyRow(source.Blue, Blue, (y * ChromaWidth) + (left / 2), (right - left) / 2);
            CopyRow(source.Red, Red, (y * ChromaWidth) + (left / 2), (right - left) / 2);
        }
    }

    private static void CopyRow(ReadOnlySpan<byte> from, Span<byte> to, int offset, int length) => from.Slice(offset, length).CopyTo(to[offset..]);
}
