using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.Gpio.Simulation;

namespace CamAgent.Hardware.Tests.Gpio;

/// <summary>Lines on a simulated chip of eight, under a clock that stands still; rounds are made by hand.</summary>
internal sealed class GpioBench : IDisposable
{
    public GpioBench(params GpioLineSettings[] settings)
        : this(null, settings)
    {
    }

    public GpioBench(Func<SimulatedGpio, GpioKernel>? kernel, params GpioLineSettings[] settings)
    {
        Gpio = new SimulatedGpio(Time);
        Chip = Gpio.AddChip("gpiochip0", "soc-pins", 8);
        Lines = new GpioLines(kernel?.Invoke(Gpio) ?? Gpio, settings.OfType<GpioInputSettings>(), settings.OfType<GpioOutputSettings>(), Time);
    }

    public ManualTimeProvider Time { get; } = new();

    public SimulatedGpio Gpio { get; }

    public SimulatedGpioChip Chip { get; }

    public GpioLines Lines { get; }

    public GpioInput Input => Lines.Inputs[0];

    public GpioOutput Output => Lines.Outputs[0];

    public static GpioInputSettings AnInput(string name = "pir", int line = 3, string chip = "gpiochip0") => new(name, chip, line);

    public static GpioOutputSettings AnOutput(string name = "relay", int line = 5, string chip = "gpiochip0") => new(name, chip, line);

    /// <summary>Opens all lines, as the start does, and forgets what that says.</summary>
    public GpioBench Opened()
    {
        Step();
        Changes();
        return this;
    }

    public void Step() => Lines.Step(TimeSpan.Zero);

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>A microsecond later.</summary>
    public void Pull(int line, bool high)
    {
        Time.Advance(TimeSpan.FromMicroseconds(1));
        Chip.Pull(line, high);
    }

    public List<GpioChange> Changes()
    {
        var changes = new List<GpioChange>();
        while (Lines.Changes.TryRead(out var change))
            changes.Add(change);
        return changes;
    }

    public List<bool?> Levels() => [.. Changes().Select(change => change.IsOn)];

    public void Dispose() => Lines.Dispose();
}
