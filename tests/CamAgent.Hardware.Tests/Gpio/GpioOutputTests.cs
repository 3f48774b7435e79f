using CamAgent.Hardware.Gpio;

namespace CamAgent.Hardware.Tests.Gpio;

public sealed class GpioOutputTests
{
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, false)]
    public void It_starts_and_ends_with_its_initial_level(bool initial, bool activeLow, bool high)
    {
        using var hostile = new HostileBench(GpioBench.AnOutput() with { Initial = initial, ActiveLow = activeLow });
        var bench = hostile.Bench;
        bench.Step();
        Assert.Equal((initial, high), (bench.Output.IsOn, bench.Chip.IsHigh(5)));
        // In the request itself: set afterwards, it would have been wrong for a moment.
        Assert.Empty(hostile.Kernel.Sets);

        Assert.True(bench.Output.TrySet(!initial, out _));
        Assert.Equal((!initial, !high), (bench.Output.IsOn, bench.Chip.IsHigh(5)));
        bench.Dispose();
        Assert.Equal([!initial, initial], hostile.Kernel.Sets);
        Assert.Null(bench.Output.IsOn);
    }

    [Fact]
    public void A_change_is_told_once()
    {
        using var bench = new GpioBench(GpioBench.AnOutput()).Opened();
        Assert.True(bench.Output.TrySet(true, out _));
        Assert.True(bench.Output.TrySet(true, out _));

        Assert.Equal([true], bench.Levels());
    }

    [Fact]
    public void A_pulse_leaves_the_initial_level_for_a_while()
    {
        var time = new TimerTimeProvider();
        using var bench = TimedOutput(time, GpioBench.AnOutput(), out var chip);
        Assert.True(bench.Outputs[0].TryPulse(TimeSpan.FromSeconds(2), out _));
        Assert.True(chip.IsHigh(5));
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.True(chip.IsHigh(5));
        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.False(chip.IsHigh(5));
        Assert.False(bench.Outputs[0].IsOn);
    }

    [Fact]
    public void Another_pulse_begins_the_while_anew_and_setting_ends_it()
    {
        var time = new TimerTimeProvider();
        using var bench = TimedOutput(time, GpioBench.AnOutput() with { Initial = true }, out var chip);
        bench.Outputs[0].TryPulse(TimeSpan.FromSeconds(2), out _);
        time.Advance(TimeSpan.FromSeconds(1.5));
        bench.Outputs[0].TryPulse(TimeSpan.FromSeconds(2), out _);
        time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.False(chip.IsHigh(5));
        bench.Outputs[0].TrySet(false, out _);
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.False(chip.IsHigh(5));
    }

    [Fact]
    public void Before_a_crash_outputs_are_set_back()
    {
        using var bench = new GpioBench(GpioBench.AnOutput("a", 1), GpioBench.AnOutput("b", 2) with { Initial = true }).Opened();
        bench.Lines.Outputs[0].TrySet(true, out _);
        bench.Lines.Outputs[1].TrySet(false, out _);
        bench.Lines.SetOutputsBack();

        Assert.Equal((false, true), (bench.Chip.IsHigh(1), bench.Chip.IsHigh(2)));
    }

    [Fact]
    public void An_output_reads_back_what_its_pin_has()
    {
        using var bench = new GpioBench(GpioBench.AnOutput()).Opened();
        bench.Output.TrySet(true, out _);
        Assert.True(bench.Output.TryReadBack(out var isOn, out _) && isOn);
    }

    [Fact]
    public void What_is_not_open_cannot_be_set_and_says_why()
    {
        using var bench = new GpioBench(GpioBench.AnOutput());
        bench.Chip.Occupy(5, "led0");
        bench.Step();

        Assert.False(bench.Output.TrySet(true, out var problem));
        Assert.Equal(GpioProblemKind.InUse, problem.Kind);
        Assert.Equal("line 5 of gpiochip0 is in use by \"led0\"", problem.What);
    }

    [Fact]
    public void After_its_chip_was_away_it_begins_with_the_initial_level()
    {
        using var bench = new GpioBench(GpioBench.AnOutput()).Opened();
        bench.Output.TrySet(true, out _);
        bench.Chip.Unplug();
        Assert.False(bench.Output.TrySet(false, out var problem));
        Assert.Equal(GpioProblemKind.Gone, problem.Kind);
        bench.Step();
        bench.Chip.PlugIn();
        bench.Advance(1);
        bench.Step();

        Assert.Equal([true, null, false], bench.Levels());
        Assert.False(bench.Chip.IsHigh(5));
    }

    private static GpioLines TimedOutput(TimeProvider time, GpioOutputSettings settings, out CamAgent.Hardware.Gpio.Simulation.SimulatedGpioChip chip)
    {
        var gpio = new CamAgent.Hardware.Gpio.Simulation.SimulatedGpio(time);
        chip = gpio.AddChip("gpiochip0", "soc-pins", 8);
        var lines = new GpioLines(gpio, [], [settings], time);
        lines.Step(TimeSpan.Zero);
        return lines;
    }
}
