using System.Numerics;

namespace CamAgent.Hardware.Video.Drawing;

/// <summary>A picture in red, green and blue (0…1) to draw the still parts on, once; then it becomes I420.</summary>
internal sealed class RgbCanvas(int width, int height)
{
    private readonly Vector3[] _pixels = new Vector3[width * height];

    /// <summary>Colours every pixel by its centre's position.</summary>
    public void Fill(Func<Vector2, Vector3> color)
    {
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                _pixels[(y * width) + x] = color(new(x + 0.5f, y + 0.5f));
        }
    }

    /// <summary>Paints a shape given by its signed distance (negative inside), with smooth edges.</summary>
    public void Paint(Vector2 from, Vector2 to, Func<Vector2, float> distance, Func<Vector2, Vector3> color, float opacity = 1)
    {
        for (var y = Math.Max((int)from.Y - 1, 0); y < Math.Min((int)to.Y + 2, height); y++)
        {
            for (var x = Math.Max((int)from.X - 1, 0); x < Math.Min((int)to.X + 2, width); x++)
            {
                var point = new Vector2(x + 0.5f, y + 0.5f);
                var coverage = opacity * Math.Clamp(0.5f - distance(point), 0, 1);
                if (coverage > 0)
                    Blend(x, y, color(point), coverage);
            }
        }
    }

    public void Rectangle(Vector2 from, Vector2 to, float cornerRadius, Func<Vector2, Vector3> color, float opacity = 1)
    {
        var center = (from + to) / 2;
        var inner = ((to - from) / 2) - new Vector2(cornerRadius);
        Paint(
            from,
            to,
            point =>
            {
                var beyond = Vector2.Abs(point - center) - inner;
                return Vector2.Max(beyond, Vector2.Zero).Length() + Math.Min(Math.Max(beyond.X, beyond.Y), 0) - cornerRadius;
            },
            color,
            opacity);
    }

    public void Rectangle(Vector2 from, Vector2 to, float cornerRadius, Vector3 color, float opacity = 1) =>
        Rectangle(from, to, cornerRadius, _ => color, opacity);

    public void Disc(Vector2 center, float radius, Vector3 color, float opacity = 1) =>
        Paint(center - new Vector2(radius), center + new Vector2(radius), point => Vector2.Distance(point, center) - radius, _ => color, opacity);

    public void Circle(Vector2 center, float radius, float lineWidth, Vector3 color, float opacity = 1)
    {
        var reach = new Vector2(radius + lineWidth);
        Paint(center - reach, center + reach, point => Math.Abs(Vector2.Distance(point, center) - radius) - (lineWidth / 2), _ => color, opacity);
    }

    public void Line(Vector2 from, Vector2 to, float lineWidth, Vector3 color, float opacity = 1)
    {
        var along = to - from;
        var reach = new Vector2(lineWidth);
        Paint(
            Vector2.Min(from, to) - reach,
            Vector2.Max(from, to) + reach,
            point => Vector2.Distance(point, from + (along * Math.Clamp(Vector2.Dot(point - from, along) / along.LengthSquared(), 0, 1))) - (lineWidth / 2),
            _ => color,
            opacity);
    }

    public void Text(GlyphSet letters, int x, int y, ReadOnlySpan<char> text, Vector3 color, float opacity = 1)
    {
        foreach (var character in text)
        {
            var glyph = letters[character];
            for (var i = 0; i < glyph.Coverage.Length; i++)
            {
                var (column, row) = (x + glyph.Left + (i % glyph.Width), y + glyph.Top + (i / glyph.Width));
                if (glyph.Coverage[i] != 0 && column >= 0 && column < width && row >= 0 && row < height)
                    Blend(column, row, color, glyph.Coverage[i] / 255f * opacity);
            }

            x += glyph.Advance;
        }
    }

    /// <summary>ITU-R BT.709, luma 16…235; chroma is the mean of four pixels.</summary>
    public void CopyTo(I420Buffer picture)
    {
        for (var y = 0; y < height; y += 2)
        {
            for (var x = 0; x < width; x += 2)
            {
                var at = (y * width) + x;
                var mean = (_pixels[at] + _pixels[at + 1] + _pixels[at + width] + _pixels[at + width + 1]) / 4;
                picture.Luma[at] = Bt709.Luma(_pixels[at]);
                picture.Luma[at + 1] = Bt709.Luma(_pixels[at + 1]);
                picture.Luma[at + width] = Bt709.Luma(_pixels[at + width]);
                picture.Luma[at + width + 1] = Bt709.Luma(_pixels[at + width + 1]);
                var chroma = (y / 2 * picture.ChromaWidth) + (x / 2);
                picture.Blue[chroma] = Bt709.Blue(mean);
                picture.Red[chroma] = Bt709.Red(mean);
            }
        }
    }

    private void Blend(int x, int y, Vector3 color, float coverage)
    {
        ref var pixel = ref _pixels[(y * width) + x];
        pixel = Vector3.Lerp(pixel, color, coverage);
    }
}
