using CamAgent.Commands;

namespace CamAgent;

internal static class Program
{
    internal static async Task<int> Main(string[] args)
    {
        using var signals = new TerminationSignals();
        return await CommandLine.InvokeAsync(args, CommandContext.ForProcess(new UnassembledRunner()), signals.Token);
    }
}
