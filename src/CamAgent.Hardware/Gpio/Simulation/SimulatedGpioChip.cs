using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CamAgent.Hardware.Gpio.Abi;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio.Simulation;

/// <summary>A simulated chip, as the world beyond its pins sees it: pull lines, read what is driven, unplug it.</summary>
public sealed class SimulatedGpioChip
{
    private readonly SimulatedGpio _owner;
    private readonly SimulatedLine[] _lines;

    internal SimulatedGpioChip(SimulatedGpio owner, string name, string label, int lines)
    {
        _owner = owner;
        Name = name;
        Label = label;
        _lines = [.. Enumerable.Range(0, lines).Select(_ => new SimulatedLine())];
    }

    public string Name { get; private set; }

    public string Label { get; }

    internal bool IsPresent { get; private set; } = true;

    internal string Path => $"/dev/{Name}";

    /// <summary>Drives a line from outside, as a sensor or button does. An output's driver is stronger.</summary>
    public void Pull(int line, bool high)
    {
        lock (_owner.Gate)
        {
            _lines[line].Pull = high;
            if (_lines[line].Request is { IsOutput: false, IsLost: false } request && request.Level != high)
            {
                request.Level = high;
                request.AddEdge(_owner.Now());
                Monitor.PulseAll(_owner.Gate);
            }
        }
    }

    /// <summary>What a meter on the pin shows.</summary>
    public bool IsHigh(int line)
    {
        lock (_owner.Gate)
            return _lines[line].Request is { IsOutput: true } request ? request.Level : _lines[line].Pull;
    }

    /// <summary>Gives a line the name that a device tree would.</summary>
    public void NameLine(int line, string name)
    {
        lock (_owner.Gate)
            _lines[line].Name = name;
    }

    /// <summary>A driver takes the line.</summary>
    /// <param name="consumer">Its name for it; null: it is free again.</param>
    public void Occupy(int line, string? consumer)
    {
        lock (_owner.Gate)
            _lines[line].Consumer = consumer;
    }

    /// <summary>Pulls the chip's plug: whoever holds a line loses it.</summary>
    public void Unplug()
    {
        lock (_owner.Gate)
        {
            IsPresent = false;
            foreach (var line in _lines)
            {
                if (line.Request is { } request)
                    request.IsLost = true;
                line.Request = null;
            }

            Monitor.PulseAll(_owner.Gate);
        }
    }

    /// <param name="name">It may be numbered anew.</param>
    public void PlugIn(string name)
    {
        lock (_owner.Gate)
        {
            Name = name;
            IsPresent = true;
        }
    }

    /// <summary>Plugs it in under its old name.</summary>
    public void PlugIn() => PlugIn(Name);

    internal int Describe(ref ChipInfo info)
    {
        info.Name = KernelName.From(Name);
        info.Label = KernelName.From(Label);
        info.Lines = (uint)_lines.Length;
        return 0;
    }

    internal int Describe(ref LineInfo info)
    {
        if (info.Offset >= _lines.Length)
            return -LibC.EINVAL;
        var line = _lines[info.Offset];
        info.Name = KernelName.From(line.Name);
        info.Consumer = KernelName.From(line.Consumer ?? line.Request?.Consumer ?? "");
        info.Flags = line.Request?.Flags ?? LineFlags.Input;
        if (line.Consumer is not null || line.Request is not null)
            info.Flags |= LineFlags.Used;
        return 0;
    }

    internal bool TryTake(in LineRequest request, [NotNullWhen(true)] out SimulatedGpioRequest? taken, out int error)
    {
        taken = null;
        var offset = request.Offsets[0];
        error = offset >= _lines.Length ? LibC.EINVAL : _lines[offset].Consumer is not null || _lines[offset].Request is not null ? LibC.EBUSY : 0;
        if (error != 0)
            return false;
        var line = _lines[offset];
        taken = line.Request = new SimulatedGpioRequest(request, line.Pull, () => line.Release());
        return true;
    }

    /// <summary>For messages of tests.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Label}, {_lines.Length} lines)");

    private sealed class SimulatedLine
    {
        public string Name { get; set; } = "";

        public bool Pull { get; set; }

        public string? Consumer { get; set; }

        public SimulatedGpioRequest? Request { get; set; }

        public void Release() => Request = null;
    }
}
