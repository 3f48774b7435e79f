using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.Gpio.Simulation;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Tests.Gpio;

public sealed class GpioSupervisionTests
{
    [Fact]
    public void A_chip_is_found_by_name_label_or_path_and_a_line_by_its_name()
    {
        using var bench = new GpioBench(
            GpioBench.AnInput("a", 0), GpioBench.AnInput("b", 1, "soc-pins"), GpioBench.AnInput("c", 2, "/dev/gpiochip0"),
            new GpioInputSettings("d", "soc-pins", GpioLineId.Named("doorbell")));
        bench.Chip.NameLine(7, "doorbell");
        bench.Chip.Pull(7, true);
        bench.Step();

        Assert.Equal([false, false, false, true], bench.Lines.Inputs.Select(input => input.IsOn));
    }

    [Theory]
    [InlineData("gpiochip1", 0, "there is no GPIO chip \"gpiochip1\"; did you mean \"gpiochip0\"?", GpioProblemKind.NoChip)]
    [InlineData("pinctrl-bcm2711", 0, "there is no GPIO chip \"pinctrl-bcm2711\"", GpioProblemKind.NoChip)]
    [InlineData("/dev/gpiochip9", 0, "there is no GPIO chip /dev/gpiochip9", GpioProblemKind.NoChip)]
    [InlineData("gpiochip0", 8, "gpiochip0 (soc-pins) has lines 0 to 7, and no line 8", GpioProblemKind.NoLine)]
    public void What_is_not_there_is_named_with_what_comes_near(string chip, int line, string words, object kind)
    {
        using var bench = new GpioBench(GpioBench.AnInput("a", line, chip));
        bench.Step();

        Assert.Equal((words, kind), (bench.Input.Problem!.What, bench.Input.Problem.Kind));
        Assert.Null(bench.Input.IsOn);
    }

    [Fact]
    public void A_line_name_that_is_not_there_is_named_with_the_nearest()
    {
        using var bench = new GpioBench(new GpioInputSettings("a", "gpiochip0", GpioLineId.Named("dorbell")));
        bench.Chip.NameLine(2, "doorbell");
        bench.Step();

        Assert.Equal("gpiochip0 (soc-pins) has no line \"dorbell\"; did you mean \"doorbell\"?", bench.Input.Problem!.What);
    }

    [Fact]
    public void Two_chips_of_one_label_are_not_guessed_between()
    {
        using var bench = new GpioBench(GpioBench.AnInput("a", 0, "soc-pins"));
        bench.Gpio.AddChip("gpiochip1", "soc-pins", 8);
        bench.Step();

        Assert.Equal("gpiochip0 and gpiochip1 are both called \"soc-pins\"", bench.Input.Problem!.What);
    }

    [Fact]
    public void A_line_that_is_taken_does_not_keep_the_others_from_working_and_is_had_when_it_is_free()
    {
        using var bench = new GpioBench(GpioBench.AnInput("a", 1), GpioBench.AnInput("b", 2));
        bench.Chip.Occupy(1, "led0");
        bench.Step();
        Assert.Equal("line 1 of gpiochip0 is in use by \"led0\"", bench.Input.Problem!.What);
        Assert.False(bench.Lines.Inputs[1].IsOn);

        bench.Chip.Occupy(1, null);
        bench.Step();
        Assert.NotNull(bench.Input.Problem);
        bench.Advance(0.6);
        bench.Step();
        Assert.Null(bench.Input.Problem);
    }

    [Fact]
    public void A_problem_is_told_once_while_it_lasts()
    {
        using var bench = new GpioBench(GpioBench.AnInput("a", 0, "usb-gpio"));
        for (var i = 0; i < 20; i++)
        {
            bench.Step();
            bench.Advance(1);
        }

        Assert.Equal([null], bench.Levels());
    }

    [Fact]
    public void Attempts_become_rarer_and_never_stop()
    {
        using var hostile = new HostileBench(GpioBench.AnInput("a", 0, "usb-gpio"));
        var attempts = new List<double>();
        var before = 0;
        for (var tenths = 0; tenths < 300; tenths++)
        {
            hostile.Bench.Step();
            if (hostile.Kernel.Listings > before)
                attempts.Add(tenths / 10.0);
            before = hostile.Kernel.Listings;
            hostile.Bench.Advance(0.1);
        }

        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 12.5, 17.5, 22.5, 27.5], attempts);
    }

    [Fact]
    public void A_chip_that_goes_makes_its_lines_unavailable_at_once_and_they_come_back_under_another_number()
    {
        using var bench = new GpioBench(GpioBench.AnInput("a", 1, "soc-pins"), GpioBench.AnOutput("b", 2, "soc-pins")).Opened();
        bench.Chip.Unplug();
        bench.Step();
        Assert.Equal((null, null), (bench.Input.IsOn, bench.Output.IsOn));
        Assert.Equal("the chip of line 1 of gpiochip0 is gone", bench.Input.Problem!.What);
        Assert.Equal(1, bench.Gpio.OpenDescriptors);

        bench.Chip.Pull(1, true);
        bench.Chip.PlugIn("gpiochip4");
        bench.Advance(1);
        bench.Step();
        Assert.Equal((true, false), (bench.Input.IsOn, bench.Output.IsOn));
        bench.Pull(1, false);
        bench.Step();
        Assert.False(bench.Input.IsOn);
    }

    [Fact]
    public void An_old_kernel_that_does_not_tell_of_a_lost_chip_is_asked_every_second()
    {
        using var hostile = new HostileBench(GpioBench.AnInput("a", 1), GpioBench.AnOutput("b", 2));
        var bench = hostile.Bench.Opened();
        hostile.Kernel.HidesHangUps = true;
        bench.Chip.Unplug();
        bench.Step();
        Assert.NotNull(bench.Input.IsOn);
        bench.Advance(1);
        bench.Step();

        Assert.Equal((null, null), (bench.Input.IsOn, bench.Output.IsOn));
    }

    [Theory]
    [InlineData(LibC.EACCES, GpioProblemKind.NoPermission, "no permission for /dev/gpiochip0")]
    [InlineData(LibC.EPERM, GpioProblemKind.NoPermission, "no permission for /dev/gpiochip0")]
    public void Without_permission_the_group_is_named(int error, object kind, string words)
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        hostile.Kernel.OpenError = error;
        hostile.Bench.Step();

        Assert.Equal((kind, words), (hostile.Bench.Input.Problem!.Kind, hostile.Bench.Input.Problem.What));
        Assert.Contains("group gpio", hostile.Bench.Input.Problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_may_be_on_a_chip_without_permission_is_not_called_missing()
    {
        using var hostile = new HostileBench(GpioBench.AnInput("a", 0, "soc-pins"));
        hostile.Kernel.OpenError = LibC.EACCES;
        hostile.Bench.Step();

        Assert.Equal(GpioProblemKind.NoPermission, hostile.Bench.Input.Problem!.Kind);
    }

    [Fact]
    public void All_descriptors_are_given_back()
    {
        var bench = new GpioBench(GpioBench.AnInput("a", 1), GpioBench.AnOutput("b", 2), GpioBench.AnInput("c", 99)).Opened();
        bench.Chip.Unplug();
        bench.Step();
        bench.Chip.PlugIn();
        bench.Advance(1);
        bench.Step();
        Assert.Equal(3, bench.Gpio.OpenDescriptors);
        bench.Dispose();

        Assert.Equal(0, bench.Gpio.OpenDescriptors);
    }

    [Fact]
    public async Task The_thread_takes_edges_by_itself_and_ends_with_its_owner()
    {
        var gpio = new SimulatedGpio(TimeProvider.System);
        var chip = gpio.AddChip("gpiochip0", "soc-pins", 8);
        var lines = new GpioLines(gpio, [GpioBench.AnInput()], [], TimeProvider.System);
        lines.Start();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        Assert.False((await lines.Changes.ReadAsync(deadline.Token)).IsOn);
        chip.Pull(3, true);
        Assert.True((await lines.Changes.ReadAsync(deadline.Token)).IsOn);
        lines.Dispose();

        await lines.Changes.Completion.WaitAsync(deadline.Token);
    }
}
