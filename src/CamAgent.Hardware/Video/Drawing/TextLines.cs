namespace CamAgent.Hardware.Video.Drawing;

/// <summary>Fits text into a width.</summary>
internal static class TextLines
{
    private const string Ellipsis = "...";

    /// <summary>The text, or its beginning and "..." where there is no room for all of it.</summary>
    public static string Shorten(GlyphSet letters, string text, int room)
    {
        if (letters.Measure(text) <= room)
            return text;
        var length = text.Length;
        while (length > 0 && letters.Measure(text.AsSpan(0, length)) + letters.Measure(Ellipsis) > room)
            length--;
        return string.Concat(text.AsSpan(0, length).TrimEnd(), Ellipsis);
    }

    /// <summary>Breaks at blanks, and within words that are longer than a line; what is beyond the last line shows as "...".</summary>
    public static List<string> Wrap(GlyphSet letters, string text, int room, int mostLines)
    {
        var lines = new List<string>();
        var rest = text.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            if (lines.Count == mostLines - 1)
            {
                lines.Add(Shorten(letters, rest.ToString(), room));
                break;
            }

            var length = Fitting(letters, rest, room);
            lines.Add(rest[..length].TrimEnd().ToString());
            rest = rest[length..].TrimStart();
        }

        return lines;
    }

    private static int Fitting(GlyphSet letters, ReadOnlySpan<char> text, int room)
    {
        var length = text.Length;
        if (letters.Measure(text) <= room)
            return length;
        var width = 0;
        for (length = 0; length < text.Length; length++)
        {
            width += letters[text[length]].Advance;
            if (width > room)
                break;
        }

        var blank = text[..Math.Min(length + 1, text.Length)].LastIndexOf(' ');
        return blank > 0 ? blank : Math.Max(length, 1);
    }
}
