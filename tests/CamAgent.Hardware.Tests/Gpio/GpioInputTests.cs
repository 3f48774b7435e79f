using CamAgent.Hardware.Gpio;

namespace CamAgent.Hardware.Tests.Gpio;

public sealed class GpioInputTests
{
    [Fact]
    public void The_level_at_the_start_is_known_at_once()
    {
        using var bench = new GpioBench(GpioBench.AnInput());
        bench.Chip.Pull(3, true);
        Assert.Null(bench.Input.IsOn);
        bench.Step();

        Assert.True(bench.Input.IsOn);
        Assert.Null(bench.Input.Problem);
        Assert.Equal([true], bench.Levels());
    }

    [Fact]
    public void Both_edges_are_reported_with_the_kernels_time()
    {
        using var bench = new GpioBench(GpioBench.AnInput()).Opened();
        bench.Pull(3, true);
        var rise = bench.Time.GetTimestamp() * 1000;
        bench.Advance(0.5);
        bench.Pull(3, false);
        bench.Advance(0.5);
        bench.Step();

        var changes = bench.Changes();
        Assert.Equal([true, false], changes.Select(change => change.IsOn));
        Assert.Equal([rise, rise + 500_001_000], changes.Select(change => change.Timestamp));
        Assert.All(changes, change => Assert.Equal(0u, change.Missed));
        Assert.Same(bench.Input, changes[0].Line);
    }

    [Fact]
    public void An_active_low_line_is_on_when_it_is_low()
    {
        using var bench = new GpioBench(GpioBench.AnInput() with { ActiveLow = true }).Opened();
        Assert.True(bench.Input.IsOn);
        bench.Pull(3, true);
        bench.Step();

        Assert.False(bench.Input.IsOn);
    }

    [Fact]
    public void Edges_that_the_kernel_dropped_are_counted_and_the_level_is_right()
    {
        using var bench = new GpioBench(GpioBench.AnInput()).Opened();
        for (var i = 1; i <= 701; i++)
            bench.Pull(3, i % 2 == 1);
        for (var i = 0; i < 20; i++)
            bench.Step();

        var changes = bench.Changes();
        Assert.Equal(512, changes.Count);
        Assert.Equal(189u, changes[0].Missed);
        Assert.All(changes.Skip(1), change => Assert.Equal(0u, change.Missed));
        Assert.Equal((512, 189), (bench.Input.Edges, bench.Input.Missed));
        Assert.True(bench.Input.IsOn);
    }

    [Fact]
    public void A_reader_who_is_slow_gets_the_newest_changes_and_learns_how_many_are_gone()
    {
        using var bench = new GpioBench(GpioBench.AnInput()).Opened();
        for (var i = 1; i <= 1500; i++)
        {
            bench.Pull(3, i % 2 == 1);
            bench.Step();
        }

        var changes = bench.Changes();
        Assert.Equal((1024, 476), (changes.Count, bench.Lines.Dropped));
        Assert.Equal(bench.Input.IsOn, changes[^1].IsOn);
    }

    [Fact]
    public void A_level_that_came_without_an_edge_is_found_by_looking()
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        var bench = hostile.Bench.Opened();
        hostile.Kernel.SwallowsEvents = true;
        bench.Pull(3, true);
        bench.Step();
        Assert.False(bench.Input.IsOn);
        bench.Advance(1);
        bench.Step();

        Assert.True(bench.Input.IsOn);
        Assert.Equal([true], bench.Levels());
    }

    [Fact]
    public void An_edge_that_the_look_had_already_seen_is_not_reported_again()
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        var bench = hostile.Bench.Opened();
        hostile.Kernel.SwallowsEvents = true;
        bench.Pull(3, true);
        bench.Advance(1);
        bench.Step();
        hostile.Kernel.SwallowsEvents = false;
        bench.Step();

        Assert.Equal([true], bench.Levels());
        Assert.Equal(0, bench.Input.Missed);
    }

    [Fact]
    public void The_same_edge_twice_means_that_one_in_between_was_not_seen()
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        var bench = hostile.Bench.Opened();
        bench.Pull(3, true);
        bench.Step();
        bench.Advance(0.1);
        hostile.Kernel.Inject(HostileBench.Rise(2, bench.Time));
        bench.Step();

        Assert.Equal([0u, 1u], bench.Changes().Select(change => change.Missed));
        Assert.True(bench.Input.IsOn);
    }

    [Fact]
    public void Debounce_bias_and_name_are_asked_of_the_kernel()
    {
        using var hostile = new HostileBench(GpioBench.AnInput() with { Bias = GpioBias.PullUp, Debounce = TimeSpan.FromMilliseconds(20), ActiveLow = true });
        hostile.Bench.Step();

        var request = hostile.Kernel.LastRequest;
        Assert.Equal(
            CamAgent.Hardware.Gpio.Abi.LineFlags.Input | CamAgent.Hardware.Gpio.Abi.LineFlags.EdgeRising | CamAgent.Hardware.Gpio.Abi.LineFlags.EdgeFalling
            | CamAgent.Hardware.Gpio.Abi.LineFlags.BiasPullUp | CamAgent.Hardware.Gpio.Abi.LineFlags.ActiveLow, request.Config.Flags);
        Assert.Equal((1u, 3u, 20_000u, 1ul), (request.Config.AttributeCount, request.Config.Attributes[0].Id, request.Config.Attributes[0].DebouncePeriod, request.Config.Attributes[0].Mask));
        Assert.Equal("camagent", request.Consumer.ToString());
    }

    [Fact]
    public void Taking_edges_allocates_nothing()
    {
        using var bench = new GpioBench(GpioBench.AnInput()).Opened();
        long Round()
        {
            for (var i = 0; i < 200; i++)
                bench.Pull(3, i % 2 == 0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 8; i++)
                bench.Step();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(200, bench.Changes().Count);
            return allocated;
        }

        _ = Round();
        // A collection on another thread in between charges this one; what is real is there every time.
        Assert.Contains(0, Enumerable.Range(0, 5).Select(_ => Round()));
    }
}
