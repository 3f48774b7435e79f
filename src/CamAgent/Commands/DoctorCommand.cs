using System.CommandLine;
using CamAgent.Doctor;

namespace CamAgent.Commands;

internal static class DoctorCommand
{
    public static async Task<int> InvokeAsync(CommandContext context, ConfigurationOptions source, ParseResult result, bool json, CancellationToken stop)
    {
        var loaded = source.Read(result);
        var checks = new List<DoctorCheck> { ConfigurationCheck.For(loaded) };
        checks.AddRange(MachineChecks.All(context.Time));
        checks.AddRange(StateChecks.All(context.Environment, context.Time, loaded.Configuration?.Access.Required ?? true));
        // With a broken configuration the rest would look at things that nobody meant.
        if (loaded.Configuration is { } configuration)
        {
            checks.AddRange(NetworkChecks.All(configuration));
            checks.AddRange(FileChecks.All(configuration, context.Time));
            checks.AddRange(context.Runner.Checks(configuration));
        }

        var rows = await DoctorRounds.RunAsync(checks, context.Time, stop);
        if (json)
            DoctorReport.WriteJson(rows, context.Output);
        else
            DoctorReport.WriteTable(rows, context.Output);
        if (rows.All(row => row.Status != DoctorStatus.Fail))
            return ExitCode.Ok;
        return loaded.Configuration is null ? ExitCode.Configuration : ExitCode.Unavailable;
    }
}
