using System.CommandLine;
using CamAgent.Configuration;

namespace CamAgent.Commands;

/// <summary><c>--config</c> and <c>--demo</c>, and what they stand for.</summary>
internal sealed class ConfigurationOptions(CommandContext context, Option<string?> file, Option<bool> demo)
{
    /// <summary>The configuration, valid.</summary>
    /// <param name="checkFiles">Whether the files that it names must be there.</param>
    /// <exception cref="CommandException">It is not valid: one line for each problem.</exception>
    public AgentConfiguration Load(ParseResult result, bool checkFiles = true)
    {
        var loaded = Read(result, checkFiles);
        foreach (var warning in loaded.Warnings)
            context.Error.WriteLine($"warning: {warning}");
        return loaded.Configuration ?? throw new CommandException(ExitCode.Configuration, string.Join(Environment.NewLine, loaded.Problems));
    }

    public ConfigurationResult Read(ParseResult result, bool checkFiles = true) => ConfigurationLoader.Load(new ConfigurationSources
    {
        File = result.GetValue(file),
        Demo = result.GetResult(demo) is not null && result.GetValue(demo),
        Environment = context.Environment,
        CheckFiles = checkFiles,
        FallbackFile = context.DefaultConfigurationFile,
    });
}
