using System.CommandLine;
using CamAgent.Access;
using CamAgent.Configuration;
using CamAgent.Demo;

namespace CamAgent.Commands;

/// <summary>The program's face (contract §2): finds the command, runs it, and turns whatever goes wrong into words and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> InvokeAsync(string[] arguments, CommandContext context, CancellationToken stop)
    {
        var result = AgentCommands.Build(context).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0 && result.Action is not { ClearsParseErrors: true })
        {
            foreach (var error in result.Errors)
                context.Error.WriteLine(error.Message);
            context.Error.WriteLine("\"camagent --help\" lists the commands.");
            return ExitCode.Usage;
        }

        try
        {
            return await result.InvokeAsync(new InvocationConfiguration
            {
                Output = context.Output,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                // Signals are the process's business: Program hands in the token.
                ProcessTerminationTimeout = null,
            }, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
#pragma warning disable CA1031 // The last resort of the process: whatever it was, people read words and scripts a code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            context.Error.WriteLine(Words(exception, context));
            return CodeOf(exception);
        }
    }

    private static int CodeOf(Exception exception) => exception switch
    {
        CommandException command => command.ExitCode,
        ViewerExistsException => ExitCode.Usage,
        ConfiguredFileException => ExitCode.Configuration,
        StateException { IsPermission: true } or UnauthorizedAccessException => ExitCode.NoPermission,
        StateException or LocalBrokerException => ExitCode.Unavailable,
        _ => ExitCode.Internal,
    };

    private static string Words(Exception exception, CommandContext context)
    {
        if (exception is CommandException or StateException or LocalBrokerException or ConfiguredFileException or ViewerExistsException or UnauthorizedAccessException)
            return exception.Message;
        // A trace helps whoever mends it, and nobody else.
        return context.Environment.ContainsKey("CAMAGENT_TRACE")
            ? $"Internal error: {exception}"
            : $"Internal error: {exception.Message} ({exception.GetType().Name}). Please report it; CAMAGENT_TRACE=1 shows where it happened.";
    }
}
