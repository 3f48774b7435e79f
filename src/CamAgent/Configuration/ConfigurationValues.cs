using System.Globalization;

namespace CamAgent.Configuration;

/// <summary>The value of every key, read and checked one by one; what was wrong has its default and is named in <see cref="IsSound"/>.</summary>
internal sealed class ConfigurationValues
{
    private readonly ConfigurationDocument _document;
    private readonly IReadOnlyDictionary<string, object> _defaults;
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    /// <param name="defaults">Defaults that are not the schema's: the machine's, the demo's.</param>
    public ConfigurationValues(ConfigurationDocument document, IReadOnlyDictionary<string, object> defaults)
    {
        _document = document;
        _defaults = defaults;
        foreach (var key in ConfigurationSchema.Keys)
        {
            var list = key.Path.IndexOf("[]", StringComparison.Ordinal);
            if (list < 0)
            {
                Read(key, key.Path);
                continue;
            }

            for (var i = 0; i < document.Count(key.Path[..list]); i++)
                Read(key, string.Create(CultureInfo.InvariantCulture, $"{key.Path[..list]}[{i}]{key.Path[(list + 2)..]}"));
        }
    }

    /// <summary>Every value as text.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    public string Text(string path) => (string)_values[path];

    public int Integer(string path) => (int)_values[path];

    public bool Flag(string path) => (bool)_values[path];

    public IReadOnlyList<string> TextList(string path) => (IReadOnlyList<string>)_values[path];

    public IReadOnlyDictionary<string, string> TextMap(string path) => (IReadOnlyDictionary<string, string>)_values[path];

    /// <summary>Reads the objects of a list; <paramref name="read"/> is given the path of each.</summary>
    public T[] List<T>(string path, Func<string, T> read) =>
        [.. Enumerable.Range(0, _document.Count(path)).Select(i => read(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")))];

    /// <summary>Whether all these keys were right by themselves, so that a rule about them together makes sense.</summary>
    public bool IsSound(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (_broken.Contains(path))
                return false;
        }

        return true;
    }

    private void Read(ConfigurationKey key, string path)
    {
        var value = _defaults.GetValueOrDefault(path, key.Default);
        if (_document.Values.TryGetValue(path, out var raw))
        {
            if (key.TryRead(raw, out var read))
                value = read;
            else
                Break(key, path, raw);
        }
        else if (key.IsRequired)
        {
            _document.Report(path, null, $"is missing; allowed is {key.Allowed}");
            _broken.Add(path);
        }

        _values[path] = value;
        _texts[path] = key.Write(value);
    }

    private void Break(ConfigurationKey key, string path, RawValue raw)
    {
        _broken.Add(path);
        var shown = raw;
        if (key is TextListKey && raw.Items?.Find(item => !key.TryRead(new RawValue(RawKind.Array, "", [item]), out _)) is { } item)
            shown = item;
        _document.Report(_document.NameOf(path), Show(key, shown), $"allowed is {key.Allowed}{CaseHint(key, shown)}");
    }

    private static string Show(ConfigurationKey key, RawValue raw)
    {
        // Whoever writes the secret itself where its file's name belongs must not find it in the journal.
        if (key is TextKey { NamesSecret: true })
            return "***";
        // mqtt://user:password@host
        var at = raw.Text.LastIndexOf('@');
        var slashes = raw.Text.IndexOf("//", StringComparison.Ordinal);
        return at > slashes && slashes >= 0
            ? (raw with { Text = $"{raw.Text[..(slashes + 2)]}***{raw.Text[at..]}" }).ForDisplay()
            : raw.ForDisplay();
    }

    private static string CaseHint(ConfigurationKey key, RawValue raw)
    {
        if (key is not ChoiceKey choice || !raw.TryText(out var text))
            return "";
        var nearest = choice.Choices.MinBy(c => NearestKey.Distance(text.ToLowerInvariant().AsSpan(0, Math.Min(text.Length, 32)), c.ToLowerInvariant()))!;
        return NearestKey.Distance(text.ToLowerInvariant().AsSpan(0, Math.Min(text.Length, 32)), nearest.ToLowerInvariant()) <= 2 ? $"; did you mean {nearest}?" : "";
    }
}
