namespace CamAgent.EndToEnd.Lab;

/// <summary>A mosquitto of the test's own on loopback, with a TCP and a WebSocket listener.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("camagent-broker-").FullName;
    private ChildProcess? _process;

    internal int Port { get; } = LoopbackPort.Free();

    internal int WebSocketPort { get; } = LoopbackPort.Free();

    internal string Url => $"mqtt://127.0.0.1:{Port}";

    internal string WebSocketUrl => $"ws://127.0.0.1:{WebSocketPort}";

    internal async Task StartAsync()
    {
        var configuration = Path.Combine(_directory, "mosquitto.conf");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            user root
            persistence false
            allow_anonymous true
            listener {Port} 127.0.0.1
            listener {WebSocketPort} 127.0.0.1
            protocol websockets
            """);
        _process = ChildProcess.Start("/usr/sbin/mosquitto", ["-c", configuration]);
        await Eventually.TrueAsync(
            async () => await LoopbackPort.IsOpenAsync(Port) && await LoopbackPort.IsOpenAsync(WebSocketPort),
            TimeSpan.FromSeconds(10),
            () => $"mosquitto does not listen: {_process.Output}");
    }

    /// <summary>kill -9.</summary>
    internal Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
