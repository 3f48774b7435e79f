namespace CamAgent.Hardware.Gpio;

/// <summary>Where a line is and how it is wired.</summary>
/// <param name="Name">What it is called here; nothing of it goes to the kernel.</param>
/// <param name="Chip">A name (<c>gpiochip0</c>), a label (<c>pinctrl-bcm2711</c>) or a path. A label stays when chips are numbered anew.</param>
public abstract record GpioLineSettings(string Name, string Chip, GpioLineId Line)
{
    /// <summary>On is the low level.</summary>
    public bool ActiveLow { get; init; }
}

public sealed record GpioInputSettings(string Name, string Chip, GpioLineId Line) : GpioLineSettings(Name, Chip, Line)
{
    public GpioBias Bias { get; init; }

    /// <summary>A level counts when it has held this long; the kernel sees to it, in microseconds. Zero: every change counts.</summary>
    public TimeSpan Debounce { get; init; }
}

public sealed record GpioOutputSettings(string Name, string Chip, GpioLineId Line) : GpioLineSettings(Name, Chip, Line)
{
    /// <summary>The level at the start, after its chip was away, and on an orderly stop.</summary>
    public bool Initial { get; init; }
}
