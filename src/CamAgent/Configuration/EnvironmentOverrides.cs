using System.Globalization;

namespace CamAgent.Configuration;

/// <summary>Variables like <c>CAMAGENT__MQTT__URL</c> and <c>CAMAGENT__WEBRTC__ICESERVERS__0__URLS__0</c>, over the file's values.</summary>
internal static class EnvironmentOverrides
{
    private const string Prefix = "CAMAGENT__";

    public static void Apply(IReadOnlyDictionary<string, string> environment, ConfigurationDocument document)
    {
        // Shorter names first, so that index 9 comes before index 10.
        foreach (var name in environment.Keys.Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.OrdinalIgnoreCase))
        {
            Apply(name, environment[name], document);
        }
    }

    private static void Apply(string variable, string value, ConfigurationDocument document)
    {
        var segments = variable[Prefix.Length..].Split("__");
        var node = ConfigurationSchema.Root;
        var path = "";
        for (var i = 0; i < segments.Length; i++)
        {
            if (node.FindIgnoringCase(segments[i]) is not { } found)
            {
                ReportUnknown(variable, segments, document);
                return;
            }

            node = found.Value;
            path = path.Length == 0 ? found.Key : $"{path}.{found.Key}";
            if (node.Key is { } key)
            {
                SetKey(variable, value, key, path, segments.AsSpan(i + 1), document);
                return;
            }

            if (!node.IsList)
                continue;
            if (++i >= segments.Length || !TryIndex(segments[i], out var index))
            {
                document.Report(variable, null, $"{path} is a list: its index must follow, as in {Prefix}{string.Join("__", segments[..i])}__0");
                return;
            }

            if (!document.TryReach(path, index))
            {
                var count = document.Count(path);
                document.Report(variable, null, string.Create(CultureInfo.InvariantCulture, $"{path} has {count} items; the next index is {count}"));
                return;
            }

            path = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
        }

        document.Report(variable, null, $"{path} is a section; its keys are {string.Join(", ", node.Children.Keys)}");
    }

    private static void SetKey(string variable, string value, ConfigurationKey key, string path, ReadOnlySpan<string> rest, ConfigurationDocument document)
    {
        var raw = new RawValue(RawKind.Variable, value);
        if (key is TextListKey)
        {
            if (rest.Length == 1 && TryIndex(rest[0], out var index))
                document.Override(variable, path, raw, index);
            else
                document.Report(variable, null, $"{path} is a list: its index must follow, as in {variable}__0");
        }
        else if (key is TextMapKey)
        {
            // A variable's name has no hyphens and no case: WHITE_BALANCE is white-balance.
            if (rest.Length == 1 && rest[0].Length > 0)
                document.OverrideMember(variable, path, rest[0].ToLowerInvariant().Replace('_', '-'), raw);
            else
                document.Report(variable, null, $"{path} is an object: a name must follow, as in {variable}__NAME");
        }
        else if (rest.Length > 0)
        {
            document.Report(variable, null, $"{path} has no keys below it");
        }
        else
        {
            document.Override(variable, path, raw, null);
        }
    }

    private static void ReportUnknown(string variable, string[] segments, ConfigurationDocument document)
    {
        var nearest = NearestKey.To(string.Join('.', segments));
        document.Report(RawValue.Printable(variable), null, nearest is null ? "there is no such key" : $"there is no such key; did you mean {VariableOf(nearest)} ({nearest})?");
    }

    /// <summary>The variable that overrides a key: <c>video.frameRate</c> is <c>CAMAGENT__VIDEO__FRAMERATE</c>.</summary>
    internal static string VariableOf(string path) =>
        Prefix + path.Replace("[]", ".0", StringComparison.Ordinal).Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant();

    private static bool TryIndex(string text, out int index) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
