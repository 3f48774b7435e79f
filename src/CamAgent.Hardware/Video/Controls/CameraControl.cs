using System.Globalization;

namespace CamAgent.Hardware.Video.Controls;

/// <summary>One thing that can be set on a camera while it runs, as it stood when it was listed.</summary>
/// <param name="Name">Lower case with hyphens, the same for every camera that has it: <c>exposure</c>, <c>white-balance-temperature</c>.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Value">What it is set to; <see cref="ControlValue.None"/> for a button.</param>
public sealed record CameraControl(string Name, ControlKind Kind, ControlValue Value)
{
    /// <summary>For people, as the device names it.</summary>
    public string Label { get; init; } = Name;

    /// <summary>Of numbers, in <see cref="Unit"/>.</summary>
    public double Minimum { get; init; }

    /// <summary>Of numbers, in <see cref="Unit"/>.</summary>
    public double Maximum { get; init; }

    /// <summary>From one number that can be set to the next, beginning at the minimum; zero where any will do.</summary>
    public double Step { get; init; }

    /// <summary>What the device starts with.</summary>
    public ControlValue Default { get; init; }

    /// <summary>The names of a menu's options, in the device's order.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Of numbers: <c>µs</c>, <c>K</c>, <c>°</c>; null where the device counts in units of its own.</summary>
    public string? Unit { get; init; }

    /// <summary>It shows something and cannot be set.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>It can be set, without effect as long as another control rules: the exposure while the exposure mode is automatic.</summary>
    public bool IsInactive { get; init; }

    /// <summary>Reads what a person or a message has written; the value is checked by <see cref="TryAccept"/>.</summary>
    public bool TryParse(string text, out ControlValue value, out string problem)
    {
        var word = text.Trim();
        ControlValue? parsed = Kind switch
        {
            ControlKind.Button => ControlValue.None,
            ControlKind.Menu => ControlValue.Of(word),
            ControlKind.Boolean => word.ToUpperInvariant() switch
            {
                "ON" or "TRUE" or "1" => ControlValue.Of(true),
                "OFF" or "FALSE" or "0" => ControlValue.Of(false),
                _ => ControlValue.Of(word),
            },
            _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? ControlValue.Of(number) : ControlValue.Of(word),
        };
        return TryAccept(parsed.Value, out value, out problem);
    }

    /// <summary>Whether a value may be set.</summary>
    /// <param name="accepted">The value in the control's own form; numbers are moved to the nearest step.</param>
    /// <param name="problem">What is allowed, in words; empty where the value is accepted.</param>
    public bool TryAccept(ControlValue value, out ControlValue accepted, out string problem)
    {
        accepted = value;
        problem = IsReadOnly ? $"{Name} cannot be set." : Kind switch
        {
            ControlKind.Button => "",
            ControlKind.Boolean => value.TryGetBoolean(out _) ? "" : $"{Name} is on or off, not \"{value}\".",
            ControlKind.Menu => AcceptOption(value, out accepted),
            _ => AcceptNumber(value, out accepted),
        };
        if (Kind == ControlKind.Button)
            accepted = ControlValue.None;
        return problem.Length == 0;
    }

    private string AcceptOption(ControlValue value, out ControlValue accepted)
    {
        accepted = value;
        if (value.TryGetText(out var text))
        {
            foreach (var option in Options)
            {
                if (string.Equals(option, text, StringComparison.OrdinalIgnoreCase))
                {
                    accepted = ControlValue.Of(option);
                    return "";
                }
            }
        }

        return $"{Name} is one of {string.Join(", ", Options)}, not \"{value}\".";
    }

    private string AcceptNumber(ControlValue value, out ControlValue accepted)
    {
        accepted = value;
        // The negated comparison refuses NaN too.
        if (!value.TryGetNumber(out var number) || !(number >= Minimum && number <= Maximum))
            return string.Create(CultureInfo.InvariantCulture, $"{Name} is from {Minimum} to {Maximum}{(Unit is null ? "" : " " + Unit)}, not \"{value}\".");
        if (Step > 0)
        {
            var steps = Math.Round((number - Minimum) / Step, MidpointRounding.AwayFromZero);
            number = Minimum + (steps * Step);
            if (number > Maximum)
                number -= Step;
            // What tenths add up to in binary is not for people to read.
            number = Math.Round(number, 9);
        }

        accepted = ControlValue.Of(number);
        return "";
    }
}
