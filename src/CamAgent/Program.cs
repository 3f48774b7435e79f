using CamAgent.Commands;
using CamAgent.Hosting;

namespace CamAgent;

internal static class Program
{
    internal static async Task<int> Main(string[] args)
    {
        using var signals = new TerminationSignals();
        return await CommandLine.InvokeAsync(args, CommandContext.ForProcess(environment => new AgentRunner(environment, TimeProvider.System)), signals.Token);
    }
}
