namespace CamAgent.Configuration;

/// <summary>Finds what somebody meant who wrote a key that does not exist.</summary>
internal static class NearestKey
{
    private const int LongestCompared = 64;

    private static readonly (string Path, string Lower, string Name)[] Candidates =
        [.. ConfigurationSchema.Keys.Select(key => key.Path).SelectMany(WithSections).Distinct(StringComparer.Ordinal)
            .Select(path => (path, path.ToLowerInvariant(), path.ToLowerInvariant()[(path.LastIndexOf('.') + 1)..]))];

    /// <param name="path">With list indexes.</param>
    /// <returns>The whole path of the nearest key or section, or null when none is near.</returns>
    public static string? To(string path)
    {
        // A secret in the place of a key, or noise: no use, and too dear.
        if (path.Length > LongestCompared)
            return null;
        var written = path.ToLowerInvariant();
        var name = written.AsSpan(written.LastIndexOf('.') + 1);
        var pathLimit = Math.Max(2, written.Length / 4);
        // The right name in a wrong section is a common mistake; it counts as one error more.
        var nameLimit = Math.Max(1, name.Length / 4);
        string? nearest = null;
        var best = int.MaxValue;
        foreach (var candidate in Candidates)
        {
            var distance = Math.Min(Within(pathLimit, written, candidate.Lower), Within(nameLimit, name, candidate.Name) is var near and < int.MaxValue ? near + 1 : int.MaxValue);
            if (distance < best)
                (nearest, best) = (candidate.Path, distance);
        }

        return nearest;
    }

    private static int Within(int limit, ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        Math.Abs(left.Length - right.Length) <= limit && Distance(left, right) is var distance && distance <= limit ? distance : int.MaxValue;

    /// <summary>A key, and the sections that it is in: a section may be misspelled, too.</summary>
    private static IEnumerable<string> WithSections(string path)
    {
        for (var end = path.IndexOf('.', StringComparison.Ordinal); end >= 0; end = path.IndexOf('.', end + 1))
            yield return path[..end].TrimEnd('[', ']');
        yield return path;
    }

    /// <summary>Damerau's and Levenshtein's (restricted): insertions, deletions, replacements, and neighbours that changed places.</summary>
    internal static int Distance(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var width = right.Length + 1;
        Span<int> rows = width <= 128 ? stackalloc int[3 * width] : new int[3 * width];
        for (var j = 0; j < width; j++)
            rows[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var row = rows.Slice(i % 3 * width, width);
            var above = rows.Slice((i + 2) % 3 * width, width);
            var twoAbove = rows.Slice((i + 1) % 3 * width, width);
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
