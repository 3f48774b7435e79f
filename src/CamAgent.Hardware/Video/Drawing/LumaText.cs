namespace CamAgent.Hardware.Video.Drawing;

/// <summary>Letters painted over a picture's luma alone: the ground's faint colour stays in them. Allocates nothing once the letters are made.</summary>
internal static class LumaText
{
    /// <param name="x">The pen, in pixels from the left.</param>
    /// <param name="y">The capitals' upper edge.</param>
    public static void Paint(I420Buffer picture, GlyphSet letters, int x, int y, ReadOnlySpan<char> text, byte luma)
    {
        foreach (var character in text)
        {
            var glyph = letters[character];
            for (var row = 0; row < glyph.Height; row++)
            {
                var coverage = glyph.Coverage.AsSpan(row * glyph.Width, glyph.Width);
                var samples = picture.Luma.Slice(((y + glyph.Top + row) * picture.Width) + x + glyph.Left, glyph.Width);
                for (var i = 0; i < coverage.Length; i++)
                {
                    if (coverage[i] != 0)
                        samples[i] = (byte)(samples[i] + ((luma - samples[i]) * coverage[i] / 255));
                }
            }

            x += glyph.Advance;
        }
    }
}
