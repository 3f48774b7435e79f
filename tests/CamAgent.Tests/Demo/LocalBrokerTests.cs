using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using CamAgent.Demo;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.Demo;

[Trait("Category", "Broker")]
public sealed class LocalBrokerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task It_serves_MQTT_on_loopback_over_TCP_and_over_WebSocket()
    {
        using var broker = await StartAsync();

        Assert.Equal("127.0.0.1", broker.TcpUrl.Host);
        Assert.Equal(0x20, await ConnectAsync(broker.TcpUrl));

        using var webSocket = new ClientWebSocket();
        webSocket.Options.AddSubProtocol("mqtt");
        using var deadline = new CancellationTokenSource(Deadline);
        await webSocket.ConnectAsync(broker.WebSocketUrl, deadline.Token);
        Assert.Equal("mqtt", webSocket.SubProtocol);
    }

    [Fact]
    public async Task It_listens_on_loopback_only()
    {
        using var broker = await StartAsync();
        var listeners = File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 3 && fields[3] == "0A" && (fields[1].EndsWith($":{broker.TcpUrl.Port:X4}", StringComparison.Ordinal) || fields[1].EndsWith($":{broker.WebSocketUrl.Port:X4}", StringComparison.Ordinal)))
            .Select(fields => fields[1].Split(':')[0]).ToArray();

        Assert.Equal(["0100007F", "0100007F"], listeners);
    }

    [Fact]
    public async Task When_it_is_killed_it_comes_back_on_the_same_ports()
    {
        using var broker = await StartAsync();
        var url = broker.TcpUrl;
        var first = broker.ProcessId;
        Kill(first);

        await UntilAsync(() => broker.Restarts == 1 && broker.ProcessId is not 0 && broker.ProcessId != first && Accepts(url.Port));
        Assert.Equal(url, broker.TcpUrl);
        Assert.Equal(0x20, await ConnectAsync(url));
    }

    [Fact]
    public async Task It_ends_with_its_owner_and_leaves_nothing_behind()
    {
        var broker = await StartAsync();
        var (process, directory) = (broker.ProcessId, broker.Directory);
        Assert.True(Directory.Exists(directory));
        broker.Dispose();

        Assert.False(Directory.Exists($"/proc/{process}"));
        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public async Task It_dies_when_its_parent_is_killed()
    {
        // The same command line as the agent's, below a shell that is killed in its place.
        using var directory = new LocalBrokerDirectory();
        var command = LocalBrokerCommand.Find(Environment.GetEnvironmentVariable("PATH"));
        directory.Write(command, FreePort(), FreePort());
        using var shell = new Process
        {
            StartInfo = new ProcessStartInfo("/bin/sh")
            {
                ArgumentList = { "-c", "\"$@\" & echo $!; wait", "sh", command.Program },
                RedirectStandardOutput = true,
                UseShellExecute = false,
            },
        };
        foreach (var argument in command.Arguments)
            shell.StartInfo.ArgumentList.Add(argument);
        shell.StartInfo.ArgumentList.Add("-c");
        shell.StartInfo.ArgumentList.Add(directory.ConfigurationFile);
        shell.Start();
        var broker = (await shell.StandardOutput.ReadLineAsync())!;
        await UntilAsync(() => File.Exists($"/proc/{broker}/comm") && File.ReadAllText($"/proc/{broker}/comm").Trim() == "mosquitto");
        shell.Kill();

        await UntilAsync(() => !File.Exists($"/proc/{broker}/cmdline") || File.ReadAllText($"/proc/{broker}/cmdline").Length == 0);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_the_brokers_words()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var exception = await Assert.ThrowsAsync<LocalBrokerException>(() => LocalBroker.StartAsync(port, FreePort(), NullLogger.Instance, CancellationToken.None));

        Assert.Contains($"{port}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Address already in use", exception.Message, StringComparison.Ordinal);
    }

    private static Task<LocalBroker> StartAsync() => LocalBroker.StartAsync(0, 0, NullLogger.Instance, CancellationToken.None);

    /// <summary>MQTT 3.1.1 §3.1: a CONNECT without anything, whose answer must be a CONNACK.</summary>
    private static async Task<int> ConnectAsync(Uri url)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        await socket.ConnectAsync(IPAddress.Loopback, url.Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes("\x10\x0e\0\x04MQTT\x04\x02\0\x3c\0\x02hi"));
        var answer = new byte[4];
        Assert.Equal(4, socket.Receive(answer));
        Assert.Equal(0, answer[3]);
        return answer[0];
    }

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }

    private static bool Accepts(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Deadline, "It did not happen in time.");
            await Task.Delay(20);
        }
    }
}
