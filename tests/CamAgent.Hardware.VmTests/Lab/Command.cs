using System.Diagnostics;

namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>A program that is run to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    /// <returns>Its output and error output, in that order.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    internal static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        using var deadline = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            var said = await output + await error;
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0
                ? said
                : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
