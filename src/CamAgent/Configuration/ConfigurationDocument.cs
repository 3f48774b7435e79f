using System.Globalization;
using System.Text.Json;

namespace CamAgent.Configuration;

/// <summary>What was written, by key, before anybody asked whether it is right: the file's values with the environment's over them.</summary>
internal sealed class ConfigurationDocument
{
    /// <summary>The file's size; more is not a configuration.</summary>
    internal const int MaximumBytes = 1 << 20;

    private const int MaximumDepth = 16;
    private const int MaximumProblems = 100;

    private readonly Dictionary<string, RawValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _origins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<ConfigurationProblem> _problems = [];
    private int _leftOut;

    public IReadOnlyDictionary<string, RawValue> Values => _values;

    public IEnumerable<ConfigurationProblem> Problems =>
        _leftOut == 0 ? _problems : _problems.Append(new ConfigurationProblem("configuration", null, string.Create(CultureInfo.InvariantCulture, $"and {_leftOut} more problems")));

    /// <summary>How many objects the list at <paramref name="path"/> has.</summary>
    public int Count(string path) => _counts.GetValueOrDefault(path);

    /// <summary>The name that the value of <paramref name="path"/> was given by: a variable's, or the key's own.</summary>
    public string NameOf(string path) => _origins.GetValueOrDefault(path, path);

    public void Report(string key, string? value, string text)
    {
        if (_problems.Count < MaximumProblems)
            _problems.Add(new ConfigurationProblem(key, value, text));
        else
            _leftOut++;
    }

    /// <summary>Takes a JSON text with comments and trailing commas. What is wrong with it becomes problems.</summary>
    /// <param name="file">Its name, for the problems.</param>
    public void ReadJson(string file, ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaximumBytes)
        {
            Report(file, null, string.Create(CultureInfo.InvariantCulture, $"{utf8.Length} bytes are too many; at most {MaximumBytes} are read"));
            return;
        }

        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                AllowDuplicateProperties = false,
                MaxDepth = MaximumDepth,
            });
            Walk(document.RootElement, ConfigurationSchema.Root, "");
        }
        catch (JsonException exception)
        {
            Report(file, null, Words(exception));
        }
        catch (InvalidOperationException)
        {
            // Looking for names that come twice, it reads each as text; half a surrogate pair ("\ud800") is legal JSON and no text (RFC 8259 §8.2).
            Report(file, null, "a name in it is no text: it has half a surrogate pair");
        }
    }

    /// <summary>Gives the value of a key, over what was there. For a list of texts the value is one item's.</summary>
    /// <param name="origin">The variable.</param>
    /// <param name="item">The index of the text in its list; null for any other key.</param>
    public void Override(string origin, string path, RawValue value, int? item)
    {
        _origins[path] = origin;
        if (item is not { } index)
        {
            _values[path] = value;
            return;
        }

        var items = _values.GetValueOrDefault(path) is { Kind: RawKind.Array, Items: { } written } ? written : [];
        if (index < items.Count)
            items[index] = value;
        else if (index == items.Count && index < ConfigurationSchema.MaximumItems)
            items.Add(value);
        else
            Report(origin, null, string.Create(CultureInfo.InvariantCulture, $"the list has {items.Count} items; the next index is {items.Count}"));
        _values[path] = new RawValue(RawKind.Array, "", items);
    }

    /// <summary>Gives one member of a key that is an object of names, over what was there.</summary>
    public void OverrideMember(string origin, string path, string name, RawValue value)
    {
        _origins[path] = origin;
        var members = _values.GetValueOrDefault(path) is { Kind: RawKind.Object, Members: { } written } ? written : [];
        _ = members.RemoveAll(member => string.Equals(member.Key, name, StringComparison.Ordinal));
        members.Add(KeyValuePair.Create(name, value));
        _values[path] = new RawValue(RawKind.Object, "", null, members);
    }

    /// <summary>Makes the list of objects at <paramref name="path"/> long enough for <paramref name="index"/>, if that is its next.</summary>
    public bool TryReach(string path, int index)
    {
        var count = Count(path);
        if (index > count || index >= ConfigurationSchema.MaximumItems)
            return false;
        _counts[path] = Math.Max(count, index + 1);
        return true;
    }

    private void Walk(JsonElement element, SchemaNode node, string path)
    {
        if (node.Key is not null)
            _values[path] = RawValue.From(element);
        else if (node.IsList)
            WalkList(element, node, path);
        else
            WalkSection(element, node, path);
    }

    private void WalkSection(JsonElement element, SchemaNode node, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Report(path.Length == 0 ? "configuration" : path, null, $"must be an object with the keys {string.Join(", ", node.Children.Keys)}");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (TryName(property, out var name) && node.Children.TryGetValue(name, out var child))
                Walk(property.Value, child, Join(path, name));
            else
                ReportUnknown(Join(path, name), RawValue.From(property.Value));
        }
    }

    private void WalkList(JsonElement element, SchemaNode node, string path)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() > ConfigurationSchema.MaximumItems)
        {
            Report(path, null, string.Create(CultureInfo.InvariantCulture,
                $"must be a list of at most {ConfigurationSchema.MaximumItems} objects with the keys {string.Join(", ", node.Children.Keys)}"));
            return;
        }

        var index = 0;
        foreach (var item in element.EnumerateArray())
            WalkSection(item, node, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"));
        _counts[path] = index;
    }

    private void ReportUnknown(string path, RawValue value)
    {
        if (_problems.Count >= MaximumProblems)
        {
            _leftOut++;
            return;
        }

        var nearest = NearestKey.To(path);
        var text = nearest is null ? "there is no such key" : $"there is no such key; did you mean {nearest}?";
        // A password written where no key takes one is still a password: only what cannot be one is shown.
        var shown = value.Kind is RawKind.Number or RawKind.Boolean or RawKind.Null ? value.ForDisplay() : null;
        Report(RawValue.Printable(path), IsSensitive(path) ? null : shown, text);
    }

    private static bool IsSensitive(string path)
    {
        foreach (var word in (ReadOnlySpan<string>)["pass", "secret", "token", "credential", "key", "pin", "pwd"])
        {
            if (path.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    // A name with half a surrogate pair is legal JSON and no text.
    private static bool TryName(JsonProperty property, out string name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "\uFFFD";
            return false;
        }
    }

    private static string Words(JsonException exception)
    {
        // The message repeats path and position behind the first sentence.
        var message = exception.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        message = RawValue.Printable(end < 0 ? message : message[..end]);
        return string.Create(CultureInfo.InvariantCulture,
            $"not JSON at line {(exception.LineNumber ?? 0) + 1}, column {(exception.BytePositionInLine ?? 0) + 1}: {message}");
    }
}
