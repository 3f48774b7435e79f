using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using CamAgent.Hardware.Gpio;

namespace CamAgent.Hardware.VmTests.Gpio;

/// <summary>Another process that holds an output, to be killed.</summary>
internal sealed class HeldOutput : IDisposable
{
    private readonly Process _process;

    private HeldOutput(Process process) => _process = process;

    /// <summary>Starts it and waits until the line is held and on.</summary>
    public static async Task<HeldOutput> StartAsync(string chip, int line)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Assembly.GetExecutingAssembly().Location, "--hold", chip, line.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        Assert.Equal("held", await process.StandardOutput.ReadLineAsync(deadline.Token));
        return new HeldOutput(process);
    }

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    /// <summary>The other process's part.</summary>
    internal static int Hold(string[] arguments)
    {
        using var lines = new GpioLines(GpioKernel.Linux, [], [new GpioOutputSettings("held", arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture))], TimeProvider.System);
        lines.Start();
        Console.WriteLine(lines.Outputs[0].TrySet(true, out var problem) ? "held" : problem.ToString());
        // Until its parent goes.
        _ = Console.In.ReadToEnd();
        return 0;
    }
}
