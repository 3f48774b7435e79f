using System.Globalization;

namespace CamAgent.Hardware.Gpio;

/// <summary>A line of a chip: by its offset, or by the name that the board's device tree gives it (<c>GPIO17</c>).</summary>
public readonly record struct GpioLineId
{
    private GpioLineId(int offset, string? name)
    {
        Offset = offset;
        Name = name;
    }

    /// <summary>From 0; −1 when it goes by its name.</summary>
    public int Offset { get; }

    /// <summary>Null when it goes by its offset.</summary>
    public string? Name { get; }

    /// <param name="offset">From 0.</param>
    public static GpioLineId At(int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new(offset, null);
    }

    public static GpioLineId Named(string name) => new(-1, name);

    public static implicit operator GpioLineId(int offset) => At(offset);

    /// <summary><c>line 17</c>, <c>line "GPIO17"</c>.</summary>
    public override string ToString() => Name is null ? string.Create(CultureInfo.InvariantCulture, $"line {Offset}") : $"line \"{Name}\"";
}
