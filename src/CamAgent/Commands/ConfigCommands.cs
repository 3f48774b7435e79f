using System.CommandLine;
using CamAgent.Configuration;

namespace CamAgent.Commands;

internal static class ConfigCommands
{
    public static int Check(CommandContext context, ConfigurationOptions source, ParseResult result)
    {
        var loaded = source.Read(result);
        foreach (var warning in loaded.Warnings)
            context.Error.WriteLine($"warning: {warning}");
        if (loaded.Configuration is not { } configuration)
        {
            foreach (var problem in loaded.Problems)
                context.Error.WriteLine(problem);
            return ExitCode.Configuration;
        }

        context.Output.WriteLine($"{loaded.File ?? "no configuration file, defaults"}: ok");
        foreach (var (key, value) in configuration.Values.Where(entry => configuration.IsSet(entry.Key)))
            context.Output.WriteLine($"  {key} = {RawValue.Printable(value)}");
        return ExitCode.Ok;
    }

    public static int Reference(CommandContext context)
    {
        context.Output.Write(ConfigurationReference.Write());
        return ExitCode.Ok;
    }
}
