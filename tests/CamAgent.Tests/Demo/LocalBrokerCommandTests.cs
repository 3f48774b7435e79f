using CamAgent.Commands;
using CamAgent.Demo;
using CamAgent.Tests.Commands;

namespace CamAgent.Tests.Demo;

public sealed class LocalBrokerCommandTests
{
    [Fact]
    public void Everything_the_broker_takes_is_bounded_and_local()
    {
        var lines = LocalBrokerDirectory.Configuration(staysRoot: false, 1883, 9001).Split('\n');

        Assert.Contains("listener 1883 127.0.0.1", lines);
        Assert.Contains("listener 9001 127.0.0.1", lines);
        Assert.Contains("persistence false", lines);
        Assert.Contains("max_packet_size 2097152", lines);
        Assert.DoesNotContain("user root", lines);
        Assert.Contains("user root", LocalBrokerDirectory.Configuration(staysRoot: true, 1883, 9001).Split('\n'));
    }

    [Fact]
    public async Task A_missing_broker_ends_the_command_with_69_and_the_line_that_installs_it()
    {
        using var run = new CommandRun();
        run.Runner.Failure = new LocalBrokerException("The demo needs the broker mosquitto, which is not installed: sudo apt install mosquitto");
        var (code, _, error) = await run.InvokeAsync("run", "--demo");

        Assert.Equal(ExitCode.Unavailable, code);
        Assert.Contains("apt install mosquitto", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_a_dead_agent_left_is_removed()
    {
        // Above the highest process id that Linux gives (PID_MAX_LIMIT).
        var stale = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"camagent-demo-broker-5000000-{Guid.NewGuid():N}")).FullName;
        using (new LocalBrokerDirectory())
            Assert.False(Directory.Exists(stale));
    }
}
