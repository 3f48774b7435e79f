using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CamAgent.Mqtt.Tests.Broker;

/// <summary>A mosquitto of our own on a free loopback port, with its files in a directory that goes with it.</summary>
internal sealed class MosquittoBroker : IAsyncDisposable
{
    public const string Executable = "/usr/sbin/mosquitto";

    private readonly string _directory = Directory.CreateTempSubdirectory("camagent-mqtt-").FullName;
    private readonly StringBuilder _log = new();
    private Process? _process;

    public int Port { get; } = FreePort();

    public int WebSocketPort { get; } = FreePort();

    public string Url => $"mqtt://127.0.0.1:{Port}";

    public string WebSocketUrl => $"ws://127.0.0.1:{WebSocketPort}/mqtt";

    public static void SkipIfAbsent() => Skip.IfNot(File.Exists(Executable), $"{Executable} is not installed (Debian package mosquitto)");

    /// <param name="listener">Lines for each listener: TLS and the like. DIRECTORY in it stands for the broker's.</param>
    /// <param name="files">Names and contents of what the lines refer to.</param>
    public static async Task<MosquittoBroker> StartAsync(
        string listener = "", string general = "allow_anonymous true", params (string Name, string Content)[] files)
    {
        SkipIfAbsent();
        var broker = new MosquittoBroker();
        foreach (var (name, content) in files)
            broker.Write(name, content);
        // As root mosquitto would become another user, who cannot read the directory; told to stay root it does.
        broker.Write("mosquitto.conf", $"""
            per_listener_settings false
            {(Environment.UserName == "root" ? "user root" : "")}
            {general}
            listener {broker.Port} 127.0.0.1
            {listener}
            listener {broker.WebSocketPort} 127.0.0.1
            protocol websockets
            {listener}
            """.Replace("DIRECTORY", broker._directory, StringComparison.Ordinal));
        await broker.RunAsync();
        return broker;
    }

    public string PathOf(string file) => Path.Combine(_directory, file);

    public string Write(string file, string content)
    {
        File.WriteAllText(PathOf(file), content);
        return PathOf(file);
    }

    public async Task RunAsync()
    {
        var start = new ProcessStartInfo(Executable, ["-c", PathOf("mosquitto.conf"), "-v"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await Client.ClientProbe.UntilAsync(() => Accepts(Port) && Accepts(WebSocketPort), () => $"mosquitto does not start: {LogText}");
    }

    /// <summary>Signal 9, to exactly this child.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    public string LogText
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    private void Log(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }

    private static bool Accepts(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
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
}
