namespace CamAgent.Hardware.Gpio;

/// <summary>Finds what somebody meant who wrote a name that does not exist.</summary>
internal static class NearestName
{
    private const int LongestCompared = 64;

    /// <returns>The nearest name; null when none is near.</returns>
    public static string? To(string written, IReadOnlyList<string> names)
    {
        if (written.Length is 0 or > LongestCompared)
            return null;
        string? nearest = null;
        var best = Math.Max(1, written.Length / 3) + 1;
        foreach (var name in names)
        {
            if (name.Length is 0 or > LongestCompared || Math.Abs(name.Length - written.Length) >= best)
                continue;
            if (Distance(written, name) is var distance && distance < best)
                (nearest, best) = (name, distance);
        }

        return nearest;
    }

    /// <summary>Levenshtein's, without regard to case.</summary>
    private static int Distance(string left, string right)
    {
        Span<int> row = stackalloc int[LongestCompared + 1];
        for (var j = 0; j <= right.Length; j++)
            row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(diagonal, row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
