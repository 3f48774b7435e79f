using System.CommandLine;

namespace CamAgent.Commands;

internal static class RunCommand
{
    public static Task<int> InvokeAsync(CommandContext context, ConfigurationOptions source, ParseResult result, CancellationToken stop) =>
        context.Runner.RunAsync(source.Load(result), () => source.Read(result), stop);
}
