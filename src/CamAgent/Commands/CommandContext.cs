using System.Collections;
using CamAgent.Access;
using CamAgent.Configuration;

namespace CamAgent.Commands;

/// <summary>What a command sees of the world.</summary>
internal sealed record CommandContext
{
    public required TextReader Input { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required IAgentRunner Runner { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Columns of the terminal that the output goes to; 0 when it goes elsewhere.</summary>
    public int TerminalWidth { get; init; }

    /// <summary>Makes the camera's certificate: PEM with its key.</summary>
    public Func<byte[]> CreateIdentity { get; init; } = () => SelfSignedIdentity.CreatePem(TimeProvider.System.GetUtcNow());

    /// <summary>Read when no <c>--config</c> is given.</summary>
    internal string DefaultConfigurationFile { get; init; } = ConfigurationSources.DefaultFile;

    /// <summary>Of this process.</summary>
    public static CommandContext ForProcess(Func<IReadOnlyDictionary<string, string>, IAgentRunner> createRunner)
    {
        var variables = Variables();
        return new()
        {
            Input = Console.In,
            Output = Console.Out,
            Error = Console.Error,
            Environment = variables,
            Runner = createRunner(variables),
            TerminalWidth = WidthOfTerminal(),
        };
    }

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return variables;
    }

    private static int WidthOfTerminal()
    {
        try
        {
            return Console.IsOutputRedirected ? 0 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
