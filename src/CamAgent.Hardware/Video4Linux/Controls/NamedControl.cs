using System.Globalization;
using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video4Linux.Controls;

/// <summary>A kernel control with its name, and the way between its numbers and <see cref="ControlValue"/>.</summary>
internal sealed class NamedControl
{
    private readonly double _scale;
    private readonly string? _unit;
    private readonly string[] _options;

    private NamedControl(ControlDescription description, string name, KnownControl? known)
    {
        Description = description;
        Name = name;
        _scale = known?.Scale ?? 1;
        _unit = known?.Unit;
        _options = OptionsOf(description, known);
    }

    public ControlDescription Description { get; }

    public string Name { get; }

    /// <summary>The hardware changes it without saying so.</summary>
    public bool IsVolatile => Description.Flags.HasFlag(ControlFlags.Volatile);

    public bool CanBeRead => Kind != ControlKind.Button && !Description.Flags.HasFlag(ControlFlags.WriteOnly);

    private ControlKind Kind => Description.Type switch
    {
        ControlType.Boolean => ControlKind.Boolean,
        ControlType.Menu or ControlType.IntegerMenu => ControlKind.Menu,
        ControlType.Button => ControlKind.Button,
        _ => _scale % 1 == 0 ? ControlKind.Integer : ControlKind.Number,
    };

    /// <summary>Names what a device has: headings, structures, texts and an encoder's settings are left out.</summary>
    public static IReadOnlyList<NamedControl> From(IReadOnlyList<ControlDescription> descriptions)
    {
        var named = new List<NamedControl>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var order = descriptions.Where(IsForCamera).Select(static description => (description, Rank: RankOf(description.Id))).OrderBy(static pair => pair.Rank);
        foreach (var (description, rank) in order)
        {
            var known = rank < KnownControl.All.Length ? KnownControl.All[rank] : null;
            var name = known?.Name;
            if (name is null || !taken.Add(name))
                name = Free(Slug(description), taken);
            named.Add(new(description, name, known));
        }

        return named;
    }

    public NamedControl With(ControlDescription description) => new(description, Name, KnownControl.All.FirstOrDefault(known => known.Id == description.Id));

    /// <param name="value">The kernel's number; null where it cannot be read.</param>
    public CameraControl Describe(long? value) => new(Name, Kind, ToValue(value))
    {
        Label = Description.Name.Length > 0 ? Description.Name : Name,
        Minimum = IsNumber ? Scaled(Description.Minimum) : 0,
        Maximum = IsNumber ? Scaled(Description.Maximum) : 0,
        Step = IsNumber ? Scaled(Math.Max(Description.Step, 1)) : 0,
        Default = ToValue(Description.Default),
        Options = _options,
        Unit = _unit,
        IsReadOnly = (Description.Flags & (ControlFlags.ReadOnly | ControlFlags.Grabbed)) != ControlFlags.None,
        IsInactive = Description.Flags.HasFlag(ControlFlags.Inactive),
    };

    /// <summary>The kernel's number for a value that <see cref="CameraControl.TryAccept"/> has accepted.</summary>
    public long ToRaw(ControlValue value)
    {
        if (value.TryGetBoolean(out var on))
            return on ? 1 : 0;
        if (value.TryGetNumber(out var number))
            return (long)Math.Round(number / _scale, MidpointRounding.AwayFromZero);
        if (value.TryGetText(out var text) && Array.IndexOf(_options, text) is >= 0 and var at)
            return Description.Items[at].Index;
        return 0;
    }

    private bool IsNumber => Kind is ControlKind.Integer or ControlKind.Number;

    private ControlValue ToValue(long? value)
    {
        if (value is not { } raw)
            return ControlValue.None;
        switch (Kind)
        {
            case ControlKind.Boolean:
                return ControlValue.Of(raw != 0);
            case ControlKind.Button:
                return ControlValue.None;
            case ControlKind.Menu:
                for (var i = 0; i < _options.Length; i++)
                {
                    if (Description.Items[i].Index == raw)
                        return ControlValue.Of(_options[i]);
                }

                return ControlValue.None;
            default:
                return ControlValue.Of(Scaled(raw));
        }
    }

    private double Scaled(long value) => value * _scale;

    private static bool IsForCamera(ControlDescription control) =>
        control.IsScalar
        && control.Type != ControlType.Class
        && !control.Flags.HasFlag(ControlFlags.Disabled)
        && ControlId.Class(control.Id) is not (ControlId.CodecClass or ControlId.StatelessCodecClass)
        && control.Id is not (ControlId.MinimumBuffersForCapture or ControlId.MinimumBuffersForOutput);

    private static int RankOf(uint id)
    {
        var rank = Array.FindIndex(KnownControl.All, known => known.Id == id);
        return rank < 0 ? int.MaxValue : rank;
    }

    private static string[] OptionsOf(ControlDescription description, KnownControl? known)
    {
        var options = new string[description.Items.Count];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Length; i++)
        {
            var item = description.Items[i];
            var name = known is { Options.Length: > 0 } && item.Index < known.Options.Length ? known.Options[item.Index]
                : description.Type == ControlType.IntegerMenu ? item.Name
                : Slug(item.Name);
            options[i] = Free(name.Length > 0 ? name : item.Index.ToString(CultureInfo.InvariantCulture), taken);
        }

        return options;
    }

    private static string Slug(ControlDescription description) =>
        Slug(description.Name) is { Length: > 0 } slug ? slug : string.Create(CultureInfo.InvariantCulture, $"control-{description.Id:x8}");

    private static string Slug(string text)
    {
        Span<char> slug = stackalloc char[text.Length];
        var length = 0;
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug[length++] = char.ToLowerInvariant(letter);
            else if (length > 0 && slug[length - 1] != '-')
                slug[length++] = '-';
        }

        return slug[..length].TrimEnd('-').ToString();
    }

    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var i = 2; !taken.Add(free); i++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        return free;
    }
}
