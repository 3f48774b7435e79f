using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Gpio;

/// <summary>Outputs on the kernel's simulated chip, whose pins can be read from outside.</summary>
[Trait("Category", "Vm")]
public sealed class OutputTests
{
    [VmFact]
    public async Task An_output_has_its_initial_level_and_then_the_one_it_is_set_to()
    {
        await using var chip = await GpioSim.CreateAsync();
        using var lines = new HeldLines(new GpioOutputSettings("relay", chip.ChipName, 3) { Initial = true });
        Assert.True(chip.IsHigh(3));
        Assert.True(lines.Output.TrySet(false, out _));
        Assert.False(chip.IsHigh(3));
        Assert.True(lines.Output.TryReadBack(out var isOn, out _));
        Assert.False(isOn);
        Assert.True(lines.Output.TrySet(true, out _));
        Assert.True(chip.IsHigh(3));
        Assert.True(lines.Output.TryReadBack(out isOn, out _) && isOn);
    }

    [VmFact]
    public async Task An_active_low_output_is_low_when_it_is_on()
    {
        await using var chip = await GpioSim.CreateAsync();
        chip.Pull(3, up: true);
        using var lines = new HeldLines(new GpioOutputSettings("relay", chip.ChipName, 3) { ActiveLow = true });
        Assert.True(chip.IsHigh(3));
        Assert.True(lines.Output.TrySet(true, out _));
        Assert.False(chip.IsHigh(3));
    }

    [VmFact]
    public async Task A_pulse_ends_by_itself()
    {
        await using var chip = await GpioSim.CreateAsync();
        using var lines = new HeldLines(new GpioOutputSettings("opener", chip.ChipName, 3));
        Assert.True(lines.Output.TryPulse(TimeSpan.FromMilliseconds(300), out _));
        Assert.True(chip.IsHigh(3));
        var length = await Eventually.TrueAsync(() => !chip.IsHigh(3), () => "the pulse does not end");
        Assert.InRange(length, TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(5));
    }

    [VmFact]
    public async Task An_orderly_stop_ends_with_the_initial_level_and_a_free_line()
    {
        await using var chip = await GpioSim.CreateAsync();
        using (var lines = new HeldLines(new GpioOutputSettings("relay", chip.ChipName, 3)))
            Assert.True(lines.Output.TrySet(true, out _));

        Assert.False(chip.IsHigh(3));
        Assert.True(GpioChip.TryOpen(GpioKernel.Linux, chip.Path, out var opened, out _));
        using (opened)
            Assert.True(opened.TryGetLine(3, out var line, out _) && line is { IsUsed: false, Consumer: "" });
    }

    /// <summary>The kernel gives the line back; the pin is then what its chip and its resistor make of it, here the pull.</summary>
    [VmFact]
    public async Task After_a_kill_the_pin_is_at_its_pull_and_a_new_start_has_the_initial_level()
    {
        await using var chip = await GpioSim.CreateAsync();
        using var other = await HeldOutput.StartAsync(chip.ChipName, 3);
        Assert.True(chip.IsHigh(3));
        using (var waiting = new HeldLines(new GpioOutputSettings("relay", chip.ChipName, 3)))
        {
            Assert.Equal($"line 3 of {chip.ChipName} is in use by \"camagent\"", waiting.Output.Problem!.What);
            other.Kill();
            await Eventually.TrueAsync(() => !chip.IsHigh(3), () => "the pin keeps its level");
            await Eventually.TrueAsync(() => waiting.Output.IsOn == false, () => $"the line is not taken: {waiting.Output.Problem}");
        }
    }
}
