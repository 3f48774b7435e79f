using System.Diagnostics;
using System.Text;

namespace CamAgent.EndToEnd.Lab;

/// <summary>A program that a test started: its output is kept, it is ended by its own id, and it never outlives the test.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _standardOutput = new();

    private ChildProcess(Process process) => _process = process;

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>What went to standard output alone.</summary>
    internal string StandardOutput
    {
        get
        {
            lock (_output)
                return _standardOutput.ToString();
        }
    }

    /// <param name="input">Goes to the program's standard input, which ends with it.</param>
    internal static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process);
        process.OutputDataReceived += (_, e) => child.Keep(e.Data, child._standardOutput);
        process.ErrorDataReceived += (_, e) => child.Keep(e.Data, null);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return child;
    }

    /// <summary>SIGKILL: no goodbye of any kind.</summary>
    internal async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal, by its name without SIG.</summary>
    internal Task SignalAsync(string name) => SignalAsync(name, [Id]);

    /// <summary>Sends a signal to several at once.</summary>
    internal static async Task SignalAsync(string name, IEnumerable<int> ids)
    {
        using var kill = Start("/bin/kill", [$"-{name}", .. ids.Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        if (await kill.WaitAsync(TimeSpan.FromSeconds(5)) != 0)
            throw new InvalidOperationException($"SIG{name} could not be sent: {kill.Output}");
    }

    internal async Task<int> WaitAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    internal long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{Id}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    internal TimeSpan ProcessorTime()
    {
        var fields = File.ReadAllText($"/proc/{Id}/stat").Split(") ")[1].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11]) + long.Parse(fields[12])) / 100.0);
    }

    /// <summary>Processes whose command line has this argument: children that a library started for us.</summary>
    internal static IReadOnlyList<int> FindByArgument(string argument)
    {
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out var id))
                continue;
            try
            {
                // A zombie has no command line any more.
                if (File.ReadAllText($"{directory}/cmdline").Split('\0').Contains(argument, StringComparer.Ordinal))
                    found.Add(id);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }

        return found;
    }

    internal static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has just ended.
        }
    }

    /// <summary>Children that have ended and that nobody has taken note of.</summary>
    internal int Zombies() => Family().Count(entry => entry.Value.Parent == Id && entry.Value.State == "Z");

    /// <summary>Processes below this one, by name.</summary>
    internal IReadOnlyList<int> Descendants(string name)
    {
        var family = Family();
        return [.. Below(family, Id).Where(id => family[id].Name == name)];
    }

    /// <summary>Processes below this one.</summary>
    internal static IReadOnlyList<int> Descendants(int ancestor) => [.. Below(Family(), ancestor)];

    /// <summary>Those of these that run; a zombie does not.</summary>
    internal static IReadOnlyList<int> Running(IEnumerable<int> ids)
    {
        var family = Family();
        return [.. ids.Where(id => family.TryGetValue(id, out var entry) && entry.State != "Z")];
    }

    private static IEnumerable<int> Below(Dictionary<int, (int Parent, string State, string Name)> family, int ancestor)
    {
        return family.Keys.Where(IsBelow);

        bool IsBelow(int id) => family.TryGetValue(id, out var entry) && (entry.Parent == ancestor || IsBelow(entry.Parent));
    }

    private static Dictionary<int, (int Parent, string State, string Name)> Family()
    {
        var parents = new Dictionary<int, (int Parent, string State, string Name)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(directory), out var id) && File.ReadAllText($"{directory}/stat") is { } stat)
                {
                    var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                    parents[id] = (int.Parse(fields[1]), fields[0], stat[(stat.IndexOf('(') + 1)..stat.LastIndexOf(')')]);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }

        return parents;
    }

    public void Dispose()
    {
        try
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // Never started, or gone already.
        }

        _process.Dispose();
    }

    private void Keep(string? line, StringBuilder? also)
    {
        if (line is null)
            return;
        lock (_output)
        {
            if (_output.Length < 1 << 20)
            {
                _output.AppendLine(line);
                also?.AppendLine(line);
            }
        }
    }
}
