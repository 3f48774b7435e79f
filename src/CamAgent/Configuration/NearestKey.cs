namespace CamAgent.Configuration;

/// <summary>Finds what somebody meant who wrote a key that does not exist.</summary>
internal static class NearestKey
{
    private const int LongestCompared = 64;

    /// <param name="path">With list indexes.</param>
    /// <returns>The whole path of the nearest key, or null when none is near.</returns>
    public static string? To(string path)
    {
        // A secret in the place of a key, or noise: no use, and too dear.
        if (path.Length > LongestCompared)
            return null;
        var written = path.ToLowerInvariant();
        var lastSegment = written.AsSpan(written.LastIndexOf('.') + 1);
        string? nearest = null;
        var best = int.MaxValue;
        foreach (var key in ConfigurationSchema.Keys)
        {
            var candidate = key.Path.ToLowerInvariant();
            var whole = Distance(written, candidate);
            // The right name in a wrong section is a common mistake.
            var name = Distance(lastSegment, candidate.AsSpan(candidate.LastIndexOf('.') + 1));
            var score = Math.Min(whole, name + 1);
            var limit = whole <= name + 1 ? Math.Max(2, written.Length / 4) : Math.Max(1, lastSegment.Length / 4) + 1;
            if (score <= limit && score < best)
                (nearest, best) = (key.Path, score);
        }

        return nearest;
    }

    /// <summary>Damerau's and Levenshtein's (restricted): insertions, deletions, replacements, and neighbours that changed places.</summary>
    internal static int Distance(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var width = right.Length + 1;
        var rows = new int[3 * width];
        for (var j = 0; j < width; j++)
            rows[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var row = rows.AsSpan(i % 3 * width, width);
            var above = rows.AsSpan((i + 2) % 3 * width, width);
            var twoAbove = rows.AsSpan((i + 1) % 3 * width, width);
            row[0] = i;
            for (var j = 1; j < width; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
            }
        }

        return rows[(left.Length % 3 * width) + right.Length];
    }
}
