using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.Gpio.Abi;
using CamAgent.Hardware.Linux;
using CamAgent.Tests.Shared;

namespace CamAgent.Hardware.Tests.Gpio;

public sealed class HostileGpioTests
{
    [Fact]
    public void A_torn_read_is_noticed_and_the_level_is_looked_at()
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        var bench = hostile.Bench.Opened();
        bench.Chip.Pull(3, true);
        bench.Advance(0.1);
        hostile.Kernel.Inject(new byte[47]);
        bench.Step();

        Assert.True(bench.Input.IsOn);
        Assert.Null(bench.Input.Problem);
    }

    [Fact]
    public void An_end_of_file_is_a_lost_line()
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        var bench = hostile.Bench.Opened();
        hostile.Kernel.Inject([]);
        bench.Step();
        Assert.Equal(GpioProblemKind.Gone, bench.Input.Problem!.Kind);
        bench.Advance(1);
        bench.Step();

        Assert.Null(bench.Input.Problem);
    }

    [Fact]
    public void Sequence_numbers_that_go_backwards_do_not_count_four_thousand_million_lost_edges()
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        var bench = hostile.Bench.Opened();
        bench.Advance(0.1);
        hostile.Kernel.Inject([.. HostileBench.Rise(7, bench.Time), .. HostileBench.Rise(2, bench.Time)]);
        bench.Step();

        Assert.Equal(7, bench.Input.Missed);
    }

    [Theory]
    [InlineData(GpioRequest.GetChipInfo, LibC.ENOTTY, GpioProblemKind.NotSupported)]
    [InlineData(GpioRequest.GetChipInfo, LibC.ENODEV, GpioProblemKind.NoChip)]
    [InlineData(GpioRequest.GetLineInfo, LibC.EIO, GpioProblemKind.Failed)]
    [InlineData(GpioRequest.GetLine, LibC.EBUSY, GpioProblemKind.InUse)]
    [InlineData(GpioRequest.GetLine, LibC.EINVAL, GpioProblemKind.NotSupported)]
    [InlineData(GpioRequest.GetLine, 524, GpioProblemKind.NotSupported)]
    [InlineData(GpioRequest.GetLine, LibC.ENOTTY, GpioProblemKind.NotSupported)]
    [InlineData(GpioRequest.GetLine, 99999, GpioProblemKind.Failed)]
    [InlineData(GpioRequest.GetValues, LibC.EIO, GpioProblemKind.Failed)]
    public void Every_error_ends_in_words_and_leaks_nothing(uint request, int error, object kind)
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        hostile.Kernel.Errors[request] = error;
        hostile.Bench.Step();
        Assert.Equal(kind, hostile.Bench.Input.Problem!.Kind);
        Assert.False(string.IsNullOrWhiteSpace(hostile.Bench.Input.Problem.ToString()));
        Assert.Equal(1, hostile.Bench.Gpio.OpenDescriptors);

        hostile.Kernel.Errors.Clear();
        hostile.Bench.Advance(1);
        hostile.Bench.Step();
        Assert.Null(hostile.Bench.Input.Problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_descriptor_that_is_none_is_not_taken_for_one(int descriptor)
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        hostile.Kernel.Garble = (request, bytes) =>
        {
            if (request == GpioRequest.GetLine)
                BitConverter.TryWriteBytes(bytes.AsSpan(588), descriptor);
        };
        hostile.Bench.Step();

        Assert.Equal(GpioProblemKind.Failed, hostile.Bench.Input.Problem!.Kind);
    }

    [Fact]
    public void A_poll_that_fails_is_survived()
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        var bench = hostile.Bench.Opened();
        hostile.Kernel.PollError = LibC.EINTR;
        bench.Step();
        hostile.Kernel.PollError = 0;
        bench.Pull(3, true);
        bench.Step();

        Assert.True(bench.Input.IsOn);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Whatever_is_read_from_a_line_the_level_is_a_level_in_the_end(int seed)
    {
        using var hostile = new HostileBench(GpioBench.AnInput());
        var bench = hostile.Bench.Opened();
        var sample = HostileBench.Rise(1, bench.Time);
        Fuzz.Bytes(seed, 3000, 4000, [sample, [.. sample, .. sample]], bytes =>
        {
            bench.Advance(0.6);
            hostile.Kernel.Inject(bytes);
            bench.Step();
            bench.Advance(1);
            bench.Step();
            Assert.Equal(bench.Chip.IsHigh(3), bench.Input.IsOn);
            bench.Changes();
        });
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_the_kernel_says_of_chips_and_lines_becomes_words(int seed)
    {
        var random = new Random(seed);
        using var hostile = new HostileBench(GpioBench.AnInput(), GpioBench.AnOutput());
        hostile.Kernel.Garble = (request, bytes) =>
        {
            if (request is GpioRequest.GetChipInfo or GpioRequest.GetLineInfo)
                random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
        };
        for (var round = 0; round < 300; round++)
        {
            hostile.Bench.Step();
            Assert.True(hostile.Bench.Input.Problem is null || hostile.Bench.Input.Problem.What.All(c => !char.IsControl(c)), $"Seed {seed}, round {round}");
            hostile.Bench.Advance(5);
        }
    }
}
