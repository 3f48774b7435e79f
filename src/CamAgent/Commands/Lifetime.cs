using System.Globalization;

namespace CamAgent.Commands;

/// <summary>A time span as people write it: <c>45m</c>, <c>12h</c>, <c>30d</c>, <c>8w</c>.</summary>
internal static class Lifetime
{
    public const string Rule = "a number and m, h, d or w, from 1m to 3650d, like 12h or 30d";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public static bool TryParse(string text, out TimeSpan lifetime)
    {
        lifetime = default;
        if (text.Length is < 2 or > 9 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            return false;
        var minutes = text[^1] switch { 'm' => 1L, 'h' => 60, 'd' => 24 * 60, 'w' => 7 * 24 * 60, _ => 0 } * number;
        if (minutes == 0 || minutes > (long)Longest.TotalMinutes)
            return false;
        lifetime = TimeSpan.FromMinutes(minutes);
        return true;
    }
}
