using System.Globalization;

namespace CamAgent.Configuration;

/// <summary>One key of the configuration: its form, its default and what it is for. The tables of <see cref="ConfigurationSchema"/> are made of these.</summary>
/// <param name="Path">With dots; <c>[]</c> behind a list of objects: <c>gpio.inputs[].name</c>.</param>
/// <param name="Description">For the reference.</param>
internal abstract record ConfigurationKey(string Path, string Description)
{
    /// <summary>A reload applies it without a restart.</summary>
    public bool IsLive { get; init; }

    /// <summary>An item of a list without it is a mistake.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The type and range, in words.</summary>
    public abstract string Allowed { get; }

    public abstract object Default { get; }

    /// <summary>The default where it depends on the machine, for the reference.</summary>
    public string? DefaultInWords { get; init; }

    public abstract bool TryRead(RawValue raw, out object value);

    /// <summary>The same text for the same value: what is compared on a reload, and shown.</summary>
    public virtual string Write(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        IReadOnlyList<string> items => $"[{string.Join(", ", items.Select(item => $"\"{item.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}]",
        _ => (string)value,
    };
}

internal sealed record IntegerKey(string Path, int DefaultValue, int Minimum, int Maximum, string Unit, string Description) : ConfigurationKey(Path, Description)
{
    public bool IsEven { get; init; }

    public override object Default => DefaultValue;

    public override string Allowed => string.Create(CultureInfo.InvariantCulture,
        $"{(IsEven ? "an even number" : "a whole number")} from {Minimum} to {Maximum}{(Unit.Length > 0 ? $" ({Unit})" : "")}");

    public override bool TryRead(RawValue raw, out object value)
    {
        var isRead = raw.TryInteger(out var number);
        value = number;
        return isRead && number >= Minimum && number <= Maximum && (!IsEven || number % 2 == 0);
    }
}

/// <summary>A line of a GPIO chip: an offset, or the name that the board gives it. Kept as text; a name never consists of digits alone.</summary>
internal sealed record LineKey(string Path, string Description) : ConfigurationKey(Path, Description)
{
    private const int Highest = 4095;

    public override object Default => "0";

    public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {Highest}, or a line's name in quotes");

    public override bool TryRead(RawValue raw, out object value)
    {
        value = raw.Text;
        if (raw.TryInteger(out var offset))
        {
            value = offset.ToString(CultureInfo.InvariantCulture);
            return offset is >= 0 and <= Highest;
        }

        return raw.TryText(out var name) && Grammar.IsLineName(name);
    }
}

internal sealed record BooleanKey(string Path, bool DefaultValue, string Description) : ConfigurationKey(Path, Description)
{
    public override object Default => DefaultValue;

    public override string Allowed => "true or false";

    public override bool TryRead(RawValue raw, out object value)
    {
        var isRead = raw.TryBoolean(out var flag);
        value = flag;
        return isRead;
    }
}

/// <param name="Choices">Spelled as they must be; the first is the default.</param>
internal sealed record ChoiceKey(string Path, IReadOnlyList<string> Choices, string Description) : ConfigurationKey(Path, Description)
{
    public override object Default => Choices[0];

    public override string Allowed => $"one of {string.Join(", ", Choices)}";

    public override bool TryRead(RawValue raw, out object value)
    {
        var isText = raw.TryText(out var text);
        value = text;
        return isText && Choices.Contains(text, StringComparer.Ordinal);
    }
}

/// <summary>A whole number out of a few.</summary>
internal sealed record NumberChoiceKey(string Path, IReadOnlyList<int> Choices, string Unit, string Description) : ConfigurationKey(Path, Description)
{
    public override object Default => Choices[0];

    public override string Allowed => $"one of {string.Join(", ", Choices)} ({Unit})";

    public override bool TryRead(RawValue raw, out object value)
    {
        var isRead = raw.TryInteger(out var number);
        value = number;
        return isRead && Choices.Contains(number);
    }
}

/// <param name="Form">What is allowed, in words.</param>
/// <param name="IsValid">Asked for a text that is not empty.</param>
internal sealed record TextKey(string Path, string DefaultValue, string Form, Func<string, bool> IsValid, string Description) : ConfigurationKey(Path, Description)
{
    public bool MayBeEmpty { get; init; }

    /// <summary>Names a file with a secret in it.</summary>
    public bool NamesSecret { get; init; }

    public override object Default => DefaultValue;

    public override string Allowed => MayBeEmpty ? $"{Form}, or \"\"" : Form;

    public override bool TryRead(RawValue raw, out object value)
    {
        var isText = raw.TryText(out var text);
        value = text;
        return isText && (text.Length == 0 ? MayBeEmpty : IsValid(text));
    }
}

/// <summary>A list of texts.</summary>
/// <param name="Form">What each may be, in words.</param>
internal sealed record TextListKey(string Path, IReadOnlyList<string> DefaultValue, string Form, Func<string, bool> IsValid, string Description)
    : ConfigurationKey(Path, Description)
{
    public int Maximum { get; init; } = ConfigurationSchema.MaximumItems;

    public override object Default => DefaultValue;

    public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"a list of at most {Maximum} texts, each {Form}");

    public override bool TryRead(RawValue raw, out object value)
    {
        value = DefaultValue;
        if (raw is not { Kind: RawKind.Array, Items: { } items } || items.Count > Maximum)
            return false;
        value = items.Select(item => item.Text).ToArray();
        return items.TrueForAll(item => item.TryText(out var text) && IsValid(text));
    }
}

/// <summary>An object of names with a number, true or false, or a text each; all are kept as text.</summary>
internal sealed record TextMapKey(string Path, string NameForm, Func<string, bool> IsName, string Description) : ConfigurationKey(Path, Description)
{
    private const int LongestValue = 64;

    public override object Default => new Dictionary<string, string>(StringComparer.Ordinal);

    public override string Allowed => string.Create(CultureInfo.InvariantCulture,
        $"an object of at most {ConfigurationSchema.MaximumItems} names ({NameForm}), each with a number, true or false, or a text of at most {LongestValue} characters");

    public override bool TryRead(RawValue raw, out object value)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        value = map;
        if (raw is not { Kind: RawKind.Object, Members: { } members } || members.Count > ConfigurationSchema.MaximumItems)
            return false;
        foreach (var (name, member) in members)
        {
            if (!IsName(name) || member.Kind is not (RawKind.Text or RawKind.Number or RawKind.Boolean or RawKind.Variable)
                || member.Text.Length is 0 or > LongestValue || !Grammar.IsLabel(member.Text))
            {
                return false;
            }

            map[name] = member.Text;
        }

        return true;
    }

    public override string Write(object value) =>
        $"{{{string.Join(", ", ((IReadOnlyDictionary<string, string>)value).OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"\"{pair.Key}\": \"{pair.Value}\""))}}}";
}
