using System.Runtime.InteropServices;
using CamAgent.Hardware.Gpio.Abi;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio.Simulation;

/// <summary>
/// GPIO chips that are not there: for the demo, and for tests without a kernel. It answers as linux/gpio.h says and drivers/gpio/gpiolib-cdev.c does,
/// but does not debounce. Any thread may drive its lines.
/// </summary>
public sealed class SimulatedGpio(TimeProvider time) : GpioKernel
{
    private readonly object _gate = new();
    private readonly List<SimulatedGpioChip> _chips = [];
    private readonly Dictionary<int, object> _descriptors = [];
    private int _nextDescriptor = 100;

    /// <summary>Plugs a chip in.</summary>
    /// <param name="name"><c>gpiochip0</c>; its path is /dev/gpiochip0.</param>
    public SimulatedGpioChip AddChip(string name, string label, int lines)
    {
        lock (_gate)
        {
            var chip = new SimulatedGpioChip(this, name, label, lines);
            _chips.Add(chip);
            return chip;
        }
    }

    /// <summary>Guards everything, and is pulsed when a descriptor may have become ready.</summary>
    internal object Gate => _gate;

    internal int OpenDescriptors
    {
        get
        {
            lock (_gate)
                return _descriptors.Count;
        }
    }

    internal override IReadOnlyList<string> ChipPaths()
    {
        lock (_gate)
            return [.. _chips.Where(chip => chip.IsPresent).Select(chip => chip.Path).Order(StringComparer.Ordinal)];
    }

    internal override int Open(string path)
    {
        lock (_gate)
            return _chips.Find(chip => chip.IsPresent && chip.Path == path) is { } chip ? Add(chip) : -LibC.ENOENT;
    }

    internal override int Control(int descriptor, uint request, Span<byte> argument)
    {
        lock (_gate)
        {
            return (_descriptors.GetValueOrDefault(descriptor), request) switch
            {
                (SimulatedGpioChip { IsPresent: false } or SimulatedGpioRequest { IsLost: true }, _) => -LibC.ENODEV,
                (SimulatedGpioChip chip, GpioRequest.GetChipInfo) => chip.Describe(ref Structure<ChipInfo>(argument)),
                (SimulatedGpioChip chip, GpioRequest.GetLineInfo) => chip.Describe(ref Structure<LineInfo>(argument)),
                (SimulatedGpioChip chip, GpioRequest.GetLine) => Take(chip, ref Structure<LineRequest>(argument)),
                (SimulatedGpioRequest line, GpioRequest.GetValues) => line.GetValues(ref Structure<LineValues>(argument)),
                (SimulatedGpioRequest line, GpioRequest.SetValues) => line.SetValues(Structure<LineValues>(argument)),
                (null, _) => -LibC.EBADF,
                _ => -LibC.ENOTTY,
            };
        }
    }

    internal override int Read(int descriptor, Span<byte> buffer)
    {
        lock (_gate)
            return _descriptors.GetValueOrDefault(descriptor) is SimulatedGpioRequest line ? line.Read(buffer) : -LibC.EBADF;
    }

    internal override void Close(int descriptor)
    {
        lock (_gate)
        {
            if (_descriptors.Remove(descriptor, out var held) && held is SimulatedGpioRequest line)
                line.Release();
        }
    }

    internal override int Poll(Span<LibC.PollDescriptor> descriptors, TimeSpan limit)
    {
        var began = time.GetTimestamp();
        lock (_gate)
        {
            while (true)
            {
                var ready = 0;
                foreach (ref var entry in descriptors)
                {
                    var state = entry.Descriptor < 0 ? (short)0 : StateOf(entry.Descriptor);
                    entry.ReturnedEvents = (short)(state & (entry.Events | LibC.POLLERR | LibC.POLLHUP | LibC.POLLNVAL));
                    ready += entry.ReturnedEvents != 0 ? 1 : 0;
                }

                var left = limit - time.GetElapsedTime(began);
                if (ready > 0 || left <= TimeSpan.Zero)
                    return ready;
                Monitor.Wait(_gate, left);
            }
        }
    }

    internal override int OpenWakeUp()
    {
        lock (_gate)
            return Add(new WakeUpEvent());
    }

    internal override void WakeUp(int descriptor) => SetWakeUp(descriptor, true);

    internal override void ClearWakeUp(int descriptor) => SetWakeUp(descriptor, false);

    internal ulong Now() => (ulong)(time.GetTimestamp() * (1e9 / time.TimestampFrequency));

    private static ref T Structure<T>(Span<byte> bytes)
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(bytes);

    private int Take(SimulatedGpioChip chip, ref LineRequest request)
    {
        if (request.LineCount != 1)
            return -LibC.EINVAL;
        if (!chip.TryTake(request, out var line, out var error))
            return -error;
        request.Descriptor = Add(line);
        return 0;
    }

    private int Add(object held)
    {
        _descriptors.Add(_nextDescriptor, held);
        return _nextDescriptor++;
    }

    private short StateOf(int descriptor) => _descriptors.GetValueOrDefault(descriptor) switch
    {
        SimulatedGpioRequest { IsLost: true } => LibC.POLLERR | LibC.POLLHUP,
        SimulatedGpioRequest { HasEvents: true } => LibC.POLLIN,
        WakeUpEvent { IsSet: true } => LibC.POLLIN,
        null => LibC.POLLNVAL,
        _ => 0,
    };

    private void SetWakeUp(int descriptor, bool isSet)
    {
        lock (_gate)
        {
            if (_descriptors.GetValueOrDefault(descriptor) is WakeUpEvent wakeUp)
                wakeUp.IsSet = isSet;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class WakeUpEvent
    {
        public bool IsSet { get; set; }
    }
}
