using System.CommandLine;

namespace CamAgent.Commands;

internal static class CaptureCommand
{
    private const int MaximumSeconds = 24 * 60 * 60;

    public static Task<int> InvokeAsync(
        CommandContext context, ConfigurationOptions source, ParseResult result, string file, int seconds, CancellationToken stop)
    {
        if (seconds is < 1 or > MaximumSeconds)
            throw new CommandException(ExitCode.Usage, $"--seconds {seconds}: allowed is 1 to {MaximumSeconds}.");
        if (file.Length == 0 || file.Contains('\0', StringComparison.Ordinal))
            throw new CommandException(ExitCode.Usage, "--out needs the name of a file.");
        var path = Path.GetFullPath(file);
        if (Directory.Exists(path))
            throw new CommandException(ExitCode.Usage, $"--out {path} is a directory; name a file.");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new CommandException(ExitCode.Usage, $"--out {path}: its directory does not exist; make it first.");
        return context.Runner.CaptureAsync(source.Load(result), path, TimeSpan.FromSeconds(seconds), stop);
    }
}
