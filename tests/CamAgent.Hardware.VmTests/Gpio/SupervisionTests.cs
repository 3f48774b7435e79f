using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Gpio;

/// <summary>Chips that go and come back, and lines that somebody has.</summary>
[Trait("Category", "Vm")]
public sealed class SupervisionTests
{
    [VmFact]
    public async Task A_chip_unplugged_under_open_lines_is_noticed_and_used_again_when_it_is_back()
    {
        await using var chip = await GpioSim.CreateAsync("usb-gpio");
        using var lines = new HeldLines(new GpioInputSettings("pir", "usb-gpio", 1), new GpioOutputSettings("relay", "usb-gpio", 2));
        for (var round = 0; round < 10; round++)
        {
            Assert.True(lines.Output.TrySet(true, out _));
            chip.Unplug();
            var noticed = await Eventually.TrueAsync(() => lines is { Input.IsOn: null, Output.IsOn: null }, () => "the lines are still there");
            Assert.InRange(noticed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
            Assert.NotNull(lines.Input.Problem);
            Assert.False(lines.Output.TrySet(true, out _));

            await chip.PlugAsync();
            chip.Pull(1, up: true);
            await Eventually.TrueAsync(() => lines is { Input.IsOn: true, Output.IsOn: false }, () => $"{lines.Input.Problem} {lines.Output.Problem}");
            Assert.False(chip.IsHigh(2));
        }
    }

    [VmFact]
    public async Task A_chip_that_comes_back_under_another_number_is_found_by_its_label()
    {
        await using var first = await GpioSim.CreateAsync("first");
        await using var second = await GpioSim.CreateAsync("second");
        var before = second.ChipName;
        using var lines = new HeldLines(new GpioInputSettings("pir", "second", 1));
        second.Unplug();
        first.Unplug();
        await Eventually.TrueAsync(() => lines.Input.IsOn is null, () => "the line is still there");
        await second.PlugAsync();
        Assert.False(before == second.ChipName, "the kernel gave it the same number");
        await Eventually.TrueAsync(() => lines.Input.IsOn is not null, () => $"{lines.Input.Problem}");
        lines.Take();
        second.Pull(1, up: true);

        Assert.True((await lines.NextAsync(lines.Input)).IsOn);
        await first.PlugAsync();
    }

    [VmFact]
    public async Task A_line_that_the_kernel_holds_is_named_with_its_holder_and_leaves_the_others_working()
    {
        await using var chip = await GpioSim.CreateAsync(hogs: new Dictionary<int, string> { [4] = "led0" });
        using var lines = new HeldLines(new GpioInputSettings("taken", chip.ChipName, 4), new GpioInputSettings("free", chip.ChipName, 5));

        Assert.Equal((GpioProblemKind.InUse, $"line 4 of {chip.ChipName} is in use by \"led0\""), (lines.Input.Problem!.Kind, lines.Input.Problem.What));
        Assert.False(lines.Inputs[1].IsOn);
    }

    [VmFact]
    public async Task A_line_is_taken_as_soon_as_its_holder_lets_go()
    {
        await using var chip = await GpioSim.CreateAsync();
        var holder = new HeldLines(new GpioInputSettings("first", chip.ChipName, 4));
        using var waiting = new HeldLines(new GpioInputSettings("second", chip.ChipName, 4));
        Assert.Equal(GpioProblemKind.InUse, waiting.Input.Problem!.Kind);
        holder.Dispose();

        await Eventually.TrueAsync(() => waiting.Input.IsOn == false, () => $"{waiting.Input.Problem}");
    }

    [VmFact]
    public async Task Chips_are_listed_with_label_and_lines()
    {
        await using var chip = await GpioSim.CreateAsync("porch", lines: 5);

        var found = Assert.Single(GpioChips.List(GpioKernel.Linux, out var problems), info => info.Label == "porch");
        Assert.Equal(new GpioChipInfo(chip.Path, chip.ChipName, "porch", 5), found);
        Assert.Empty(problems);
    }
}
