using System.Numerics;

namespace CamAgent.Hardware.Video.Drawing;

/// <summary>A character as coverage: how much of each pixel its strokes fill, 0…255.</summary>
/// <param name="Left">From the pen to the coverage's left edge; negative where a stroke's round end reaches over.</param>
/// <param name="Top">From the capital's upper edge, negative upwards.</param>
/// <param name="Advance">From this pen position to the next.</param>
internal sealed record Glyph(byte[] Coverage, int Width, int Height, int Left, int Top, int Advance);

/// <summary>The letters of one size, made when first used.</summary>
internal sealed class GlyphSet(float capitalHeight, float strokeUnits = 1.7f)
{
    private const float Gap = 3.6f;

    private readonly Dictionary<char, Glyph> _glyphs = [];
    private readonly float _scale = capitalHeight / StrokeFont.Height;

    /// <summary>Height of a capital, in pixels.</summary>
    public int Height { get; } = (int)MathF.Ceiling(capitalHeight);

    /// <summary>How far strokes reach beyond the letters' box, in pixels.</summary>
    public int Overhang { get; } = (int)MathF.Ceiling((capitalHeight / StrokeFont.Height * ((strokeUnits / 2) + 2)) + 1);

    public Glyph this[char character] => _glyphs.TryGetValue(character, out var glyph) ? glyph : _glyphs[character] = Render(character);

    public int Measure(ReadOnlySpan<char> text)
    {
        var width = 0;
        foreach (var character in text)
            width += this[character].Advance;
        return width - (text.IsEmpty ? 0 : (int)(Gap * _scale));
    }

    private Glyph Render(char character)
    {
        var (units, strokes) = StrokeFont.Outline(character);
        var radius = strokeUnits / 2 * _scale;
        var margin = (int)MathF.Ceiling(radius + 1);
        var width = (int)MathF.Ceiling(units * _scale) + (2 * margin);
        var height = (int)MathF.Ceiling((StrokeFont.Height + 2) * _scale) + (2 * margin);
        var coverage = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var distance = Distance(strokes, (new Vector2(x - margin, y - margin) + new Vector2(0.5f)) / _scale) * _scale;
                coverage[(y * width) + x] = (byte)(255 * Math.Clamp(radius + 0.5f - distance, 0, 1));
            }
        }

        return new(coverage, width, height, -margin, -margin, (int)MathF.Round((units + Gap) * _scale));
    }

    private static float Distance(List<Vector2[]> strokes, Vector2 point)
    {
        var least = float.MaxValue;
        foreach (var stroke in strokes)
        {
            least = Math.Min(least, Vector2.DistanceSquared(point, stroke[0]));
            for (var i = 1; i < stroke.Length; i++)
            {
                var along = stroke[i] - stroke[i - 1];
                var length = along.LengthSquared();
                var t = length == 0 ? 0 : Math.Clamp(Vector2.Dot(point - stroke[i - 1], along) / length, 0, 1);
                least = Math.Min(least, Vector2.DistanceSquared(point, stroke[i - 1] + (along * t)));
            }
        }

        return MathF.Sqrt(least);
    }
}
