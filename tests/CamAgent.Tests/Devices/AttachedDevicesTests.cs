using CamAgent.Devices;

namespace CamAgent.Tests.Devices;

public sealed class AttachedDevicesTests
{
    [Fact]
    public async Task Levels_are_known_when_the_start_returns()
    {
        await using var bench = new DeviceBench();
        bench.Chip.Pull(DeviceBench.Pir, true);
        bench.Devices.Start();

        Assert.Equal([true, false], bench.Devices.Inputs.All.Select(input => input.IsOn));
        Assert.False(bench.Devices.Outputs.Find("relay")!.IsOn);
        Assert.Empty(bench.Devices.Problems);
    }

    [Fact]
    public async Task A_change_is_told_with_the_time_of_the_edge()
    {
        await using var bench = new DeviceBench().Started();
        var before = DateTimeOffset.UtcNow;
        bench.Chip.Pull(DeviceBench.Pir, true);
        var change = bench.NextInput();

        Assert.Equal(("pir", true, false), (change.Input.Name, change.IsOn, change.WasOn));
        Assert.InRange(change.At, before - TimeSpan.FromMilliseconds(50), DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task A_button_that_goes_down_is_a_press_and_one_that_comes_up_is_none()
    {
        await using var bench = new DeviceBench().Started();
        bench.Chip.Pull(DeviceBench.Doorbell, true);
        bench.Chip.Pull(DeviceBench.Doorbell, false);
        var (down, up) = (bench.NextInput(), bench.NextInput());

        Assert.Equal((1, 0), (down.Presses, up.Presses));
        Assert.True(down.Input.IsPressed);
    }

    [Fact]
    public async Task A_button_that_is_down_when_the_agent_starts_was_not_pressed()
    {
        await using var bench = new DeviceBench();
        bench.Chip.Pull(DeviceBench.Doorbell, true);
        bench.Devices.Start();
        Signaling.Eventually.Is(() => bench.InputChanges.Count == 2);

        Assert.All(bench.InputChanges, change => Assert.Equal(0, change.Presses));
    }

    // was, is, edges that nobody saw: how often it was pressed
    [Theory]
    [InlineData(false, true, 0, 1)]
    [InlineData(true, false, 0, 0)]
    [InlineData(true, true, 1, 1)]
    [InlineData(false, false, 1, 1)]
    [InlineData(false, true, 2, 2)]
    [InlineData(true, false, 2, 1)]
    [InlineData(true, true, 3, 2)]
    [InlineData(false, true, 1, 2)]
    public void Presses_that_nobody_saw_are_counted(bool was, bool isOn, int missed, int presses) =>
        Assert.Equal(presses, DeviceInputChange.CountPresses(was, isOn, (uint)missed));

    [Fact]
    public async Task A_flutter_of_four_thousand_edges_ends_with_the_right_level_told()
    {
        await using var bench = new DeviceBench().Started();
        using var gate = new ManualResetEventSlim();
        bench.Devices.Inputs.Changed += _ => gate.Wait(TimeSpan.FromSeconds(10));
        for (var i = 1; i <= 4001; i++)
            bench.Chip.Pull(DeviceBench.Pir, i % 2 == 1);
        bench.Chip.Pull(DeviceBench.Doorbell, true);
        gate.Set();

        Signaling.Eventually.Is(() => bench.InputChanges.Any(change => change.Input.Name == "doorbell" && change.IsOn == true)
            && bench.InputChanges.Last(change => change.Input.Name == "pir").IsOn == true);
    }

    [Fact]
    public async Task An_output_is_set_by_name_and_told()
    {
        await using var bench = new DeviceBench().Started();
        Assert.True(bench.Devices.Outputs.TrySet("relay", true, out _));
        Assert.True(bench.Chip.IsHigh(DeviceBench.Relay));
        Assert.True(bench.NextOutput());

        Assert.True(bench.Devices.Outputs.TryPulse("relay", TimeSpan.FromMilliseconds(1), out _));
        Assert.False(bench.NextOutput());
    }

    [Theory]
    [InlineData("relais", "there is no such output; there is relay")]
    [InlineData("", "there is no such output; there is relay")]
    [InlineData("pir", "there is no such output; there is relay")]
    public async Task A_name_that_is_no_outputs_changes_nothing(string name, string words)
    {
        await using var bench = new DeviceBench().Started();

        Assert.False(bench.Devices.Outputs.TrySet(name, true, out var problem));
        Assert.Equal(words, problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3601)]
    public async Task A_pulse_without_a_sensible_length_is_refused(int seconds)
    {
        await using var bench = new DeviceBench().Started();

        Assert.False(bench.Devices.Outputs.TryPulse("relay", TimeSpan.FromSeconds(seconds), out _));
        Assert.False(bench.Chip.IsHigh(DeviceBench.Relay));
    }

    [Fact]
    public async Task What_goes_is_unavailable_in_words_and_comes_back()
    {
        await using var bench = new DeviceBench().Started();
        bench.Chip.Unplug();
        Assert.Null(bench.NextOutput());
        Signaling.Eventually.Is(() => bench.Devices.Problems.Count() == 3);
        Assert.Contains(bench.Devices.Problems, problem => problem == "input pir: the chip of line 1 of gpiochip0 is gone");
        Assert.False(bench.Devices.Outputs.TrySet("relay", true, out var words));
        Assert.StartsWith("output \"relay\" is not available: the chip of line 3 of gpiochip0 is gone", words, StringComparison.Ordinal);

        bench.Chip.PlugIn("gpiochip7");
        Signaling.Eventually.Is(() => !bench.Devices.Problems.Any());
    }

    [Fact]
    public async Task A_line_that_is_taken_leaves_the_others_working()
    {
        await using var bench = new DeviceBench();
        bench.Chip.Occupy(DeviceBench.Pir, "led0");
        bench.Devices.Start();

        Assert.Equal(["input pir: line 1 of gpiochip0 is in use by \"led0\""], [.. bench.Devices.Problems]);
        Assert.False(bench.Devices.Inputs.Find("doorbell")!.IsOn);
    }

    [Fact]
    public async Task A_handler_that_fails_does_not_end_the_telling()
    {
        await using var bench = new DeviceBench().Started();
        var isFirst = true;
        bench.Devices.Inputs.Changed += _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                throw new InvalidOperationException();
            }
        };
        bench.Chip.Pull(DeviceBench.Pir, true);
        bench.NextInput();
        bench.Chip.Pull(DeviceBench.Pir, false);

        Assert.False(bench.NextInput().IsOn);
    }

    [Fact]
    public async Task An_orderly_stop_sets_outputs_back()
    {
        var bench = new DeviceBench().Started();
        bench.Devices.Outputs.TrySet("relay", true, out _);
        await bench.DisposeAsync();

        Assert.False(bench.Chip.IsHigh(DeviceBench.Relay));
        Assert.Null(bench.Devices.Outputs.Find("relay")!.IsOn);
    }
}
