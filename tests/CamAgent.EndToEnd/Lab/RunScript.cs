using System.Reflection;
using System.Text.RegularExpressions;

namespace CamAgent.EndToEnd.Lab;

/// <summary><c>./run</c> as a newcomer starts it, from a directory of his own; what it is built from is there already.</summary>
internal sealed partial class RunScript : IAsyncDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("camagent-demo-").FullName;
    private readonly HttpClient _http = new();

    private RunScript()
    {
        var script = Path.GetFullPath(typeof(RunScript).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RunScript").Value!);
        Process = ChildProcess.Start(script, [], new Dictionary<string, string>(StringComparer.Ordinal) { ["CAMAGENT_NO_BUILD"] = "1", ["STATE_DIRECTORY"] = _state });
    }

    internal ChildProcess Process { get; }

    /// <summary>As it is printed for the newcomer.</summary>
    internal Uri Address => new(Opening().Match(Process.Output).Groups[1].Value);

    /// <summary>As it is printed for the newcomer.</summary>
    internal Uri BrokerAddress => new(Brokering().Match(Process.Output).Groups[1].Value);

    internal static async Task<RunScript> StartAsync()
    {
        var demo = new RunScript();
        try
        {
            await Eventually.TrueAsync(demo.IsHealthyAsync, TimeSpan.FromSeconds(30), () => $"the demo does not start\n{demo.Process.Output}");
            return demo;
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Process.KillAsync();
        Process.Dispose();
        _http.Dispose();
        Directory.Delete(_state, recursive: true);
    }

    private async Task<bool> IsHealthyAsync()
    {
        if (Process.HasExited)
            throw new InvalidOperationException($"The demo ended: {Process.Output}");
        if (!Process.Output.Contains("Ctrl-C", StringComparison.Ordinal))
            return false;
        try
        {
            using var answer = await _http.GetAsync(new Uri(Address, "healthz"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"Open\s+(http://\S+)")]
    private static partial Regex Opening();

    [GeneratedRegex(@"Broker\s+(mqtt://\S+)")]
    private static partial Regex Brokering();
}
