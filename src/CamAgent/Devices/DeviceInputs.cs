using CamAgent.Hardware.Gpio;

namespace CamAgent.Devices;

/// <summary>
/// The inputs. <see cref="Changed"/> is raised on the pool, one change at a time, in the kernel's order for each input; a handler that is slow delays the others and
/// must not block. Whoever comes later reads <see cref="All"/> first.
/// </summary>
internal sealed class DeviceInputs
{
    private readonly Dictionary<GpioLine, DeviceInput> _byLine;
    private readonly TimeProvider _time;

    public DeviceInputs(IEnumerable<DeviceInput> inputs, TimeProvider time)
    {
        All = [.. inputs];
        _byLine = All.ToDictionary(GpioLine (input) => input.Line);
        _time = time;
    }

    /// <summary>As configured, in that order.</summary>
    public IReadOnlyList<DeviceInput> All { get; }

    public event Action<DeviceInputChange>? Changed;

    public DeviceInput? Find(string name) => All.FirstOrDefault(input => input.Name == name);

    /// <summary>Tells of a change. On the pump only.</summary>
    internal void Take(in GpioChange change)
    {
        if (_byLine.TryGetValue(change.Line, out var input))
            Tell(input, change.IsOn, change.Timestamp, change.Missed);
    }

    /// <summary>Changes were dropped: what is told is brought up to what is. On the pump only.</summary>
    internal void Resynchronise()
    {
        foreach (var input in All)
            Tell(input, input.IsOn, Now(), 0);
    }

    private void Tell(DeviceInput input, bool? isOn, long timestamp, uint missed)
    {
        var was = input.Told;
        // Unavailable for another reason is still to be told: the reason is asked for.
        if (was == isOn && isOn is not null && missed == 0)
            return;
        input.Told = isOn;
        var age = TimeSpan.FromMicroseconds(Math.Max(0, Now() - timestamp) / 1000.0);
        Changed?.Invoke(new DeviceInputChange(input, isOn, was, _time.GetUtcNow() - age, DeviceInputChange.CountPresses(was, isOn, missed)));
    }

    /// <summary>The kernel's clock of edges, CLOCK_MONOTONIC, which is also .NET's.</summary>
    private long Now() => (long)(_time.GetTimestamp() * (1e9 / _time.TimestampFrequency));
}
