using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace CamAgent.EndToEnd.Lab;

/// <summary>The agent as its users start it: a process with a configuration file and a state directory of its own.</summary>
internal sealed class Agent : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("camagent-test-").FullName;
    private ChildProcess? _process;

    internal Agent(Broker? broker, Action<JsonObject>? configure = null)
    {
        HttpPort = LoopbackPort.Free();
        var configuration = new JsonObject
        {
            ["device"] = new JsonObject { ["id"] = DeviceId, ["name"] = "Test camera" },
            ["video"] = new JsonObject { ["source"] = "test" },
            ["mqtt"] = new JsonObject { ["url"] = broker?.Url ?? "", ["viewerUrl"] = broker?.WebSocketUrl ?? "" },
            ["webRtc"] = new JsonObject { ["iceServers"] = new JsonArray() },
            ["http"] = new JsonObject { ["listen"] = $"http://127.0.0.1:{HttpPort}" },
            ["access"] = new JsonObject { ["required"] = false },
        };
        configure?.Invoke(configuration);
        File.WriteAllText(ConfigurationFile, configuration.ToJsonString());
    }

    internal static string Assembly { get; } = Path.GetFullPath(
        typeof(Agent).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "AgentAssembly").Value!);

    internal string DeviceId { get; } = "test-" + Guid.NewGuid().ToString("N")[..8];

    internal int HttpPort { get; }

    internal Uri Address => new($"http://127.0.0.1:{HttpPort}/");

    internal string ConfigurationFile => Path.Combine(_directory, "camagent.json");

    internal string StateDirectory => Path.Combine(_directory, "state");

    internal ChildProcess Process => _process ?? throw new InvalidOperationException("The agent was not started.");

    internal HttpClient Http { get; } = new();

    internal async Task StartAsync()
    {
        Directory.CreateDirectory(StateDirectory);
        _process = ChildProcess.Start(DotNet, [Assembly, "run", "--config", ConfigurationFile], Environment());
        await Eventually.TrueAsync(IsHealthyAsync, TimeSpan.FromSeconds(20), () => $"the agent does not serve: {Process.Output}");
    }

    /// <summary>Runs another command of the program beside the running agent.</summary>
    internal async Task<(int ExitCode, string Output)> CommandAsync(params string[] arguments)
    {
        using var child = ChildProcess.Start(DotNet, [Assembly, .. arguments, "--config", ConfigurationFile], Environment());
        var code = await child.WaitAsync(TimeSpan.FromSeconds(30));
        return (code, child.Output);
    }

    /// <summary>Begins another command of the program; what it reads from standard input is this.</summary>
    internal ChildProcess Begin(string input, params string[] arguments) =>
        ChildProcess.Start(DotNet, [Assembly, .. arguments, "--config", ConfigurationFile], Environment(), input);

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit code, and how long it took.</returns>
    internal async Task<(int ExitCode, TimeSpan Elapsed)> StopAsync()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Process.SignalAsync("TERM");
        return (await Process.WaitAsync(TimeSpan.FromSeconds(15)), watch.Elapsed);
    }

    /// <summary>The port of its video, as its log says.</summary>
    internal int UdpPort
    {
        get
        {
            const string Before = "UDP port ";
            var from = Process.Output.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
            return int.Parse(Process.Output[from..Process.Output.IndexOf(',', from)], CultureInfo.InvariantCulture);
        }
    }

    internal async Task<JsonNode> HealthAsync()
    {
        using var answer = await Http.GetAsync(new Uri(Address, "healthz"));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    internal void Reconfigure(Action<JsonObject> change)
    {
        var configuration = JsonNode.Parse(File.ReadAllText(ConfigurationFile))!.AsObject();
        change(configuration);
        File.WriteAllText(ConfigurationFile, configuration.ToJsonString());
    }

    /// <summary>kill -9.</summary>
    internal Task KillAsync() => Process.KillAsync();

    /// <summary>kill -9 of programs that the agent runs.</summary>
    internal async Task KillChildrenAsync(string name)
    {
        var children = Process.Descendants(name);
        Assert.NotEmpty(children);
        foreach (var id in children)
            ChildProcess.Kill(id);
        await Eventually.TrueAsync(() => !Process.Descendants(name).Any(children.Contains), TimeSpan.FromSeconds(5), () => $"{name} does not die");
    }

    /// <summary>The sum of a metric's samples.</summary>
    internal async Task<double> MetricAsync(string name)
    {
        var text = await Http.GetStringAsync(new Uri(Address, "metrics"));
        return text.Split('\n')
            .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    internal async Task<int> ViewersAsync() => (int)await MetricAsync("camagent_viewers");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.KillAsync();
            _process.Dispose();
        }

        Http.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string DotNet => System.Environment.ProcessPath is { } path && Path.GetFileName(path).StartsWith("dotnet", StringComparison.Ordinal)
        ? path
        : System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal) { ["STATE_DIRECTORY"] = StateDirectory };

    private async Task<bool> IsHealthyAsync()
    {
        if (Process.HasExited)
            throw new InvalidOperationException($"The agent ended: {Process.Output}");
        try
        {
            using var answer = await Http.GetAsync(new Uri(Address, "healthz"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
