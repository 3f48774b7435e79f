using CamAgent.Commands;
using CamAgent.Tests.Access;

namespace CamAgent.Tests.Commands;

/// <summary>Runs commands with a state directory of their own.</summary>
internal sealed class CommandRun : IDisposable
{
    public TemporaryDirectory Directory { get; } = new();

    public RecordingRunner Runner { get; } = new();

    public Dictionary<string, string> Environment { get; } = [];

    public int TerminalWidth { get; set; }

    public string StateDirectory => Path.Combine(Directory.Path, "state");

    public async Task<(int Code, string Output, string Error)> InvokeAsync(params string[] arguments)
    {
        Environment.TryAdd("STATE_DIRECTORY", StateDirectory);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.InvokeAsync(arguments, new CommandContext
        {
            Input = new StringReader("the offer"),
            Output = output,
            Error = error,
            Environment = Environment,
            Runner = Runner,
            TerminalWidth = TerminalWidth,
            DefaultConfigurationFile = Path.Combine(Directory.Path, "default.json"),
        }, CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Dispose();
}
