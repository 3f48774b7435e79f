using System.Diagnostics.CodeAnalysis;
using CamAgent.Hardware.Gpio;

namespace CamAgent.Devices;

/// <summary>
/// The outputs. They may be set from any thread; a call takes as long as the chip does, which on an I²C expander is a millisecond.
/// <see cref="Changed"/> is raised on the pool, one at a time, whoever set it; handlers read <see cref="DeviceOutput.IsOn"/> and must not block.
/// </summary>
internal sealed class DeviceOutputs
{
    public static readonly TimeSpan LongestPulse = TimeSpan.FromHours(1);

    private readonly Dictionary<GpioLine, DeviceOutput> _byLine;

    public DeviceOutputs(IEnumerable<DeviceOutput> outputs)
    {
        All = [.. outputs];
        _byLine = All.ToDictionary(GpioLine (output) => output.Line);
    }

    /// <summary>As configured, in that order.</summary>
    public IReadOnlyList<DeviceOutput> All { get; }

    /// <summary>Set, the end of a pulse, unavailable, or available again (at its initial level).</summary>
    public event Action<DeviceOutput>? Changed;

    public DeviceOutput? Find(string name) => All.FirstOrDefault(output => output.Name == name);

    /// <param name="name">Whatever somebody sent.</param>
    /// <param name="problem">For people: what happened and what to do.</param>
    public bool TrySet(string name, bool on, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (!TryFind(name, out var output, out problem))
            return false;
        if (output.Line.TrySet(on, out var fault))
            return true;
        problem = Words(name, fault);
        return false;
    }

    /// <summary>Leaves the initial level for a while: a door opener, a short beep.</summary>
    /// <param name="duration">More than nothing, at most <see cref="LongestPulse"/>.</param>
    public bool TryPulse(string name, TimeSpan duration, [NotNullWhen(false)] out string? problem)
    {
        if (duration <= TimeSpan.Zero || duration > LongestPulse)
        {
            problem = $"a pulse lasts more than nothing and at most {LongestPulse.TotalSeconds:F0} s";
            return false;
        }

        if (!TryFind(name, out var output, out problem))
            return false;
        if (output.Line.TryPulse(duration, out var fault))
            return true;
        problem = Words(name, fault);
        return false;
    }

    internal void Take(in GpioChange change)
    {
        if (_byLine.TryGetValue(change.Line, out var output))
            Changed?.Invoke(output);
    }

    internal void Resynchronise()
    {
        foreach (var output in All)
            Changed?.Invoke(output);
    }

    private static string Words(string name, GpioProblem fault) => $"output \"{name}\" is not available: {fault}";

    private bool TryFind(string name, [NotNullWhen(true)] out DeviceOutput? output, [NotNullWhen(false)] out string? problem)
    {
        output = Find(name);
        problem = output is not null ? null
            : All.Count == 0 ? "no outputs are configured"
            : $"there is no such output; there {(All.Count == 1 ? "is" : "are")} {string.Join(", ", All.Select(known => known.Name))}";
        return output is not null;
    }
}
