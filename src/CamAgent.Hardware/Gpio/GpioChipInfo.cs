namespace CamAgent.Hardware.Gpio;

/// <summary>A GPIO chip as the kernel describes it.</summary>
/// <param name="Name"><c>gpiochip0</c>; the number may be another at the next start.</param>
/// <param name="Label">The driver's or device tree's: <c>pinctrl-bcm2711</c>; may be empty.</param>
/// <param name="Lines">How many; their offsets count from 0.</param>
public sealed record GpioChipInfo(string Path, string Name, string Label, int Lines)
{
    public override string ToString() => Label.Length > 0 ? $"{Name} ({Label})" : Name;
}
