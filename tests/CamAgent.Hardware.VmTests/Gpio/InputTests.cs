using System.Diagnostics;
using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Gpio;

/// <summary>Inputs on the kernel's simulated chip.</summary>
[Trait("Category", "Vm")]
public sealed class InputTests
{
    [VmFact]
    public async Task An_input_has_its_level_at_once_and_each_edge_with_the_kernels_time()
    {
        await using var chip = await GpioSim.CreateAsync();
        chip.Pull(2, up: true);
        using var lines = new HeldLines(new GpioInputSettings("pir", chip.ChipName, 2));
        Assert.True(lines.Input.IsOn);
        Assert.True((await lines.NextAsync(lines.Input)).IsOn);

        var before = Nanoseconds();
        chip.Pull(2, up: false);
        var after = Nanoseconds();
        var change = await lines.NextAsync(lines.Input);
        Assert.False(change.IsOn);
        // The simulated interrupt runs right behind the write, or soon after.
        Assert.InRange(change.Timestamp, before, after + 100_000_000);
    }

    [VmFact]
    public async Task No_edge_of_a_fast_flutter_is_lost()
    {
        const int Edges = 6000;
        await using var chip = await GpioSim.CreateAsync();
        using var lines = new HeldLines(new GpioInputSettings("pir", chip.ChipName, 2));
        lines.Take();
        var changes = new List<GpioChange>(Edges);
        var watch = Stopwatch.StartNew();
        // In parts of what the channel keeps: how fast this test reads is not what is shown.
        for (var part = 0; part < 10; part++)
        {
            chip.Flutter(2, Edges / 10);
            await Eventually.TrueAsync(() => lines.Input.Edges == (part + 1) * Edges / 10, () => $"{lines.Input.Edges} of {(part + 1) * Edges / 10} edges, {lines.Input.Missed} missed");
            changes.AddRange(lines.Take());
        }

        Console.WriteLine(FormattableString.Invariant($"figure: gpio-sim edges {Edges / watch.Elapsed.TotalSeconds:F0} a second, none lost"));
        Assert.Equal((Edges, 0, 0), (lines.Input.Edges, lines.Input.Missed, lines.Dropped));
        Assert.Equal(Edges, changes.Count);
        Assert.All(changes.Select((change, i) => (change.IsOn, i % 2 == 0)), pair => Assert.Equal(pair.Item2, pair.IsOn));
        Assert.True(changes.Zip(changes.Skip(1)).All(pair => pair.First.Timestamp <= pair.Second.Timestamp));
        Assert.True(Edges / watch.Elapsed.TotalSeconds > 1000, "the edges came slower than a thousand a second; nothing was shown");
    }

    [VmFact]
    public async Task What_is_shorter_than_the_debounce_is_not_reported_and_what_is_longer_is()
    {
        await using var chip = await GpioSim.CreateAsync();
        using var lines = new HeldLines(
            new GpioInputSettings("button", chip.ChipName, 0) { Debounce = TimeSpan.FromMilliseconds(100) },
            new GpioInputSettings("clock", chip.ChipName, 1) { Debounce = TimeSpan.FromMilliseconds(400) });
        var (button, clock) = (lines.Inputs[0], lines.Inputs[1]);
        lines.Take();

        chip.Flutter(0, 10);
        // The second line's debounce says when the first one's is surely over.
        chip.Pull(1, up: true);
        Assert.True((await lines.NextAsync(clock)).IsOn);
        Assert.Equal((false, 0), (button.IsOn, button.Edges));

        chip.Pull(0, up: true);
        Assert.True((await lines.NextAsync(button)).IsOn);
        Assert.Equal((1, 0), (button.Edges, button.Missed));
    }

    [VmFact]
    public async Task Active_low_and_bias_are_the_kernels()
    {
        await using var chip = await GpioSim.CreateAsync();
        using var lines = new HeldLines(
            new GpioInputSettings("low", chip.ChipName, 0) { ActiveLow = true },
            new GpioInputSettings("up", chip.ChipName, 1) { Bias = GpioBias.PullUp },
            new GpioInputSettings("down", chip.ChipName, 2) { Bias = GpioBias.PullDown, ActiveLow = true });
        Assert.Equal([true, true, true], lines.Inputs.Select(input => input.IsOn));
        Assert.Equal([false, true, false], new[] { 0, 1, 2 }.Select(chip.IsHigh));
        lines.Take();

        chip.Pull(0, up: true);
        Assert.False((await lines.NextAsync(lines.Inputs[0])).IsOn);
    }

    [VmFact]
    public async Task A_line_goes_by_its_name_and_a_chip_by_its_label_or_path()
    {
        await using var chip = await GpioSim.CreateAsync("porch", names: new Dictionary<int, string> { [3] = "doorbell" });
        using var lines = new HeldLines(
            new GpioInputSettings("a", "porch", GpioLineId.Named("doorbell")), new GpioInputSettings("b", chip.Path, 4),
            new GpioInputSettings("c", "porch", GpioLineId.Named("dorbel")), new GpioInputSettings("d", "porches", 0),
            new GpioInputSettings("e", "porch", 8), new GpioInputSettings("f", "/dev/null", 0));

        Assert.Equal([false, false], lines.Inputs.Take(2).Select(input => input.IsOn));
        Assert.Equal<string[]>(
            [
                $"{chip.ChipName} (porch) has no line \"dorbel\"; did you mean \"doorbell\"?",
                "there is no GPIO chip \"porches\"; did you mean \"porch\"?",
                $"{chip.ChipName} (porch) has lines 0 to 7, and no line 8",
                "/dev/null is not a GPIO chip",
            ],
            [.. lines.Inputs.Skip(2).Select(input => input.Problem!.What)]);
    }

    private static long Nanoseconds() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
}
