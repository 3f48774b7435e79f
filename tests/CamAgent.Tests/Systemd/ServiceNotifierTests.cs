using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using CamAgent.Systemd;
using CamAgent.Tests.Access;

namespace CamAgent.Tests.Systemd;

public sealed class ServiceNotifierTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };

    public void Dispose()
    {
        _manager.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void The_manager_hears_what_the_agent_says()
    {
        using var notifier = ServiceNotifier.From(Listen(), null, null, 1);

        notifier.Ready("streaming to 2 viewers");
        Assert.Equal("READY=1\nSTATUS=streaming to 2 viewers", Receive());
        notifier.Status("degraded: no camera\nREADY=1");
        Assert.Equal("STATUS=degraded: no camera READY=1", Receive());
        notifier.FeedWatchdog();
        Assert.Equal("WATCHDOG=1", Receive());
        notifier.ExtendTimeout(TimeSpan.FromSeconds(5));
        Assert.Equal("EXTEND_TIMEOUT_USEC=5000000", Receive());
        notifier.Stopping();
        Assert.Equal("STOPPING=1", Receive());
    }

    [Fact]
    public void A_reload_carries_the_monotonic_clock()
    {
        using var notifier = ServiceNotifier.From(Listen(), null, null, 1);
        var before = Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);
        notifier.Reloading();
        var words = Receive().Split("\nMONOTONIC_USEC=");

        Assert.Equal("RELOADING=1", words[0]);
        Assert.InRange(long.Parse(words[1], CultureInfo.InvariantCulture), before, before + 10_000_000);
    }

    [Fact]
    public void An_abstract_socket_is_reached()
    {
        var name = $"camagent-test-{Guid.NewGuid():N}";
        _manager.Bind(new UnixDomainSocketEndPoint($"\0{name}"));
        using var notifier = ServiceNotifier.From($"@{name}", null, null, 1);
        notifier.Stopping();

        Assert.Equal("STOPPING=1", Receive());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("vsock:2:1234")]
    [InlineData("relative")]
    public void Without_a_manager_nothing_happens(string? socket)
    {
        using var notifier = ServiceNotifier.From(socket, "30000000", null, 1);
        notifier.Ready("x");

        Assert.False(notifier.IsActive);
        Assert.Null(notifier.WatchdogTimeout);
    }

    [Fact]
    public void A_manager_that_is_gone_disturbs_nobody()
    {
        using var notifier = ServiceNotifier.From(Path.Combine(_directory.Path, "gone"), null, null, 1);
        notifier.Ready("x");

        Assert.True(notifier.IsActive);
    }

    [Theory]
    [InlineData("30000000", null, 30.0)]
    [InlineData("30000000", "17", 30.0)]
    [InlineData("30000000", "18", null)]
    [InlineData("0", null, null)]
    [InlineData("-5", null, null)]
    [InlineData("99999999999999999999", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void The_watchdog_is_this_process_own_or_none(string? microseconds, string? process, double? seconds)
    {
        using var notifier = ServiceNotifier.From("/run/systemd/notify", microseconds, process, processId: 17);

        Assert.Equal(seconds, notifier.WatchdogTimeout?.TotalSeconds);
    }

    [Fact]
    public void Children_do_not_see_the_managers_socket()
    {
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", Listen());
        Environment.SetEnvironmentVariable("WATCHDOG_USEC", "2000000");
        using var notifier = ServiceNotifier.ForProcess();
        using var child = Process.Start(new ProcessStartInfo("/usr/bin/env") { RedirectStandardOutput = true, UseShellExecute = false })!;
        var environment = child.StandardOutput.ReadToEnd();

        Assert.Equal(TimeSpan.FromSeconds(2), notifier.WatchdogTimeout);
        Assert.DoesNotContain("NOTIFY_SOCKET", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("WATCHDOG", environment, StringComparison.Ordinal);
        notifier.Stopping();
        Assert.Equal("STOPPING=1", Receive());
    }

    private string Listen()
    {
        var path = Path.Combine(_directory.Path, "notify");
        _manager.Bind(new UnixDomainSocketEndPoint(path));
        return path;
    }

    private string Receive()
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer));
    }
}
