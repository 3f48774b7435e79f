namespace CamAgent.Hardware.Video;

/// <summary>A rectangle in pixels; right and bottom are outside of it.</summary>
internal readonly record struct PixelRectangle(int Left, int Top, int Right, int Bottom)
{
    public static PixelRectangle Around(int x, int y, int radius) => new(x - radius, y - radius, x + radius, y + radius);

    /// <summary>Moved outwards to even pixels, where chroma samples begin, and cut at a picture's edges.</summary>
    public PixelRectangle AlignedWithin(int width, int height) => new(
        Math.Max(Left & ~1, 0),
        Math.Max(Top & ~1, 0),
        Math.Min((Right + 1) & ~1, width),
        Math.Min((Bottom + 1) & ~1, height));
}
