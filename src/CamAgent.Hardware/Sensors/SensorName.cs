using System.Globalization;
using System.Text;

namespace CamAgent.Hardware.Sensors;

/// <summary>Names that can stand in topics, made of what drivers call themselves.</summary>
internal static class SensorName
{
    private const int Longest = 64;

    // A number behind it must still fit.
    private const int LongestBase = Longest - 4;

    /// <summary>Lower case letters and digits, with single hyphens for all else. <c>Package id 0</c> is <c>package-id-0</c>.</summary>
    public static string Slug(string text)
    {
        var slug = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAsciiLetterOrDigit(character))
                slug.Append(char.ToLowerInvariant(character));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length >= LongestBase)
                break;
        }

        return slug.ToString().Trim('-');
    }

    public static string Join(params ReadOnlySpan<string> parts)
    {
        var name = new StringBuilder();
        foreach (var part in parts)
        {
            if (part.Length > 0)
                name.Append(name.Length > 0 ? "-" : "").Append(part);
        }

        return name.Length > LongestBase ? name.ToString(0, LongestBase).TrimEnd('-') : name.ToString();
    }

    /// <summary>The second of a name is <c>name-2</c>.</summary>
    public static string Numbered(string name, int number) => number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
}
