using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CamAgent.Configuration;

internal enum RawKind
{
    Text,
    Number,
    Boolean,
    Null,
    Array,
    Object,

    /// <summary>The text of an environment variable: whatever its key wants it to be.</summary>
    Variable,
}

/// <summary>A value as it was written.</summary>
/// <param name="Text">As in the JSON text; without quotes for strings.</param>
/// <param name="Items">Of an array.</param>
/// <param name="Members">Of an object; the first of them where there are too many.</param>
internal sealed record RawValue(RawKind Kind, string Text, List<RawValue>? Items = null, List<KeyValuePair<string, RawValue>>? Members = null)
{
    private const int LongestShown = 80;

    public static RawValue From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new(RawKind.Text, TextOf(element)),
        JsonValueKind.Number => new(RawKind.Number, element.GetRawText()),
        JsonValueKind.True => new(RawKind.Boolean, "true"),
        JsonValueKind.False => new(RawKind.Boolean, "false"),
        JsonValueKind.Array => new(RawKind.Array, "", [.. element.EnumerateArray().Take(ConfigurationSchema.MaximumItems + 1).Select(From)]),
        JsonValueKind.Object => new(RawKind.Object, "", null,
            [.. element.EnumerateObject().Take(ConfigurationSchema.MaximumItems + 1).Select(static property => KeyValuePair.Create(NameOf(property), From(property.Value)))]),
        _ => new(RawKind.Null, "null"),
    };

    public bool TryText(out string text)
    {
        text = Text;
        return Kind is RawKind.Text or RawKind.Variable;
    }

    public bool TryInteger(out int value)
    {
        value = 0;
        return Kind is RawKind.Number or RawKind.Variable
            && int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    public bool TryBoolean(out bool value)
    {
        value = Kind is RawKind.Boolean or RawKind.Variable && string.Equals(Text, "true", StringComparison.OrdinalIgnoreCase);
        return value || (Kind is RawKind.Boolean or RawKind.Variable && string.Equals(Text, "false", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>For people: short, on one line, nothing that a terminal would obey.</summary>
    public string ForDisplay() => Kind switch
    {
        RawKind.Text or RawKind.Variable => $"\"{Printable(Text)}\"",
        RawKind.Array => Items is { Count: 0 } ? "[]" : "an array",
        RawKind.Object => "an object",
        _ => Printable(Text),
    };

    public static string Printable(string text)
    {
        var builder = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (builder.Length >= LongestShown)
                return builder.Append('…').ToString();
            // Controls could rewrite the line, format characters (bidi overrides) its order.
            var isShown = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            builder.Append(isShown ? rune.ToString() : "?");
        }

        return builder.ToString();
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    // A string with half a surrogate pair ("\ud800") is legal JSON and no text (RFC 8259 §8.2).
    private static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
