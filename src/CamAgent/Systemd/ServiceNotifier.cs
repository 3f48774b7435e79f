using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CamAgent.Systemd;

/// <summary>Tells the service manager how the agent does, by sd_notify(3)'s protocol. Without a manager every call does nothing. Safe from any thread.</summary>
internal sealed class ServiceNotifier : IDisposable
{
    private const int LongestStatus = 512;

    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _manager;

    private ServiceNotifier(UnixDomainSocketEndPoint? manager, TimeSpan? watchdogTimeout)
    {
        _manager = manager;
        WatchdogTimeout = watchdogTimeout;
        if (manager is not null)
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = 1000 };
    }

    /// <summary>Somebody listens.</summary>
    public bool IsActive => _manager is not null;

    /// <summary>How long the manager waits for <see cref="FeedWatchdog"/> before it restarts the agent; feed at half of it. Null: there is no watchdog.</summary>
    public TimeSpan? WatchdogTimeout { get; }

    /// <summary>Reads the process's environment, and removes from it what children must not see: they could speak in the agent's name, or keep the manager waiting.</summary>
    public static ServiceNotifier ForProcess()
    {
        var notifier = From(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
            Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId);
        foreach (var name in (ReadOnlySpan<string>)["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"])
            Environment.SetEnvironmentVariable(name, null);
        return notifier;
    }

    internal static ServiceNotifier From(string? socket, string? watchdogMicroseconds, string? watchdogProcess, int processId)
    {
        // sd_notify(3): "@" stands for the zero byte of the abstract name space. vsock: is for machines that are booted as a whole.
        if (socket is not { Length: > 1 and <= 107 } || socket[0] is not ('/' or '@'))
            return new ServiceNotifier(null, null);
        var manager = new UnixDomainSocketEndPoint(socket[0] == '@' ? string.Concat("\0", socket.AsSpan(1)) : socket);

        // sd_watchdog_enabled(3): with WATCHDOG_PID, only that process is meant.
        var isMeant = string.IsNullOrEmpty(watchdogProcess) || watchdogProcess == processId.ToString(CultureInfo.InvariantCulture);
        TimeSpan? watchdog = isMeant && long.TryParse(watchdogMicroseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds is > 0 and < long.MaxValue / 10
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
        return new ServiceNotifier(manager, watchdog);
    }

    /// <summary>The agent can serve.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>What <c>systemctl status</c> shows.</summary>
    public void Status(string status) => Send($"STATUS={OneLine(status)}");

    /// <summary>Reads its configuration again; <see cref="Ready"/> ends that.</summary>
    public void Reloading() => Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}"));

    public void Stopping() => Send("STOPPING=1");

    public void FeedWatchdog() => Send("WATCHDOG=1");

    /// <summary>Start, reload or stop take longer: the manager waits at least this long from now.</summary>
    public void ExtendTimeout(TimeSpan time) => Send(string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)time.TotalMicroseconds}"));

    public void Dispose() => _socket?.Dispose();

    // On Linux the stopwatch is CLOCK_MONOTONIC, the clock that the manager compares with.
    private static long MonotonicMicroseconds() => (long)(Stopwatch.GetTimestamp() * (1_000_000.0 / Stopwatch.Frequency));

    // A line feed would begin another assignment.
    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ").Replace('\n', ' ');
        return line.Length <= LongestStatus ? line : line[..LongestStatus];
    }

    private void Send(string message)
    {
        if (_socket is null || _manager is null)
            return;
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(message), _manager);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The manager is gone, or full: it will see by its own timeouts, and the agent has better to do.
        }
    }
}
