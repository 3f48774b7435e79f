using System.Runtime.InteropServices;
using CamAgent.Hardware.Gpio.Abi;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio.Simulation;

/// <summary>A held line. Used under the simulation's lock.</summary>
internal sealed class SimulatedGpioRequest
{
    /// <summary>drivers/gpio/gpiolib-cdev.c: 16 events a line unless more are asked for, and never more than this.</summary>
    private const int MostEvents = 64 * 16;

    private readonly Queue<LineEvent> _events = [];
    private readonly uint _offset;
    private readonly int _capacity;
    private readonly Action _release;
    private uint _sequence;

    public SimulatedGpioRequest(in LineRequest request, bool pull, Action release)
    {
        _offset = request.Offsets[0];
        _capacity = request.EventBufferSize == 0 ? 16 : (int)Math.Min(request.EventBufferSize, MostEvents);
        _release = release;
        Flags = request.Config.Flags;
        Consumer = request.Consumer.ToString();
        Level = pull;
        for (var i = 0; i < request.Config.AttributeCount; i++)
        {
            var attribute = request.Config.Attributes[i];
            if (attribute.Id == LineAttribute.OutputValuesId && IsOutput)
                Level = ToPhysical((attribute.Values & 1) != 0);
            if (attribute.Id == LineAttribute.DebounceId)
                Debounce = TimeSpan.FromMicroseconds(attribute.DebouncePeriod);
        }
    }

    public LineFlags Flags { get; }

    public string Consumer { get; }

    /// <summary>Asked for; not simulated.</summary>
    public TimeSpan Debounce { get; }

    /// <summary>The physical level: high or low.</summary>
    public bool Level { get; set; }

    public bool IsLost { get; set; }

    public bool IsOutput => Flags.HasFlag(LineFlags.Output);

    public bool HasEvents => _events.Count > 0;

    public void AddEdge(ulong timestamp)
    {
        var isActive = ToPhysical(Level);
        if (!Flags.HasFlag(isActive ? LineFlags.EdgeRising : LineFlags.EdgeFalling))
            return;
        _sequence++;
        if (_events.Count == _capacity)
            _events.Dequeue();
        _events.Enqueue(new LineEvent
        {
            Timestamp = timestamp,
            Id = isActive ? LineEvent.RisingEdge : LineEvent.FallingEdge,
            Offset = _offset,
            Sequence = _sequence,
            LineSequence = _sequence,
        });
    }

    public int Read(Span<byte> buffer)
    {
        if (IsLost)
            return -LibC.ENODEV;
        if (buffer.Length < LineEvent.Size)
            return -LibC.EINVAL;
        if (_events.Count == 0)
            return -LibC.EAGAIN;
        var events = MemoryMarshal.Cast<byte, LineEvent>(buffer);
        var count = 0;
        while (count < events.Length && _events.TryDequeue(out var edge))
            events[count++] = edge;
        return count * LineEvent.Size;
    }

    public int GetValues(ref LineValues values)
    {
        values.Bits = ToPhysical(Level) ? 1u : 0u;
        return 0;
    }

    public int SetValues(in LineValues values)
    {
        if (!IsOutput)
            return -LibC.EPERM;
        if ((values.Mask & 1) != 0)
            Level = ToPhysical((values.Bits & 1) != 0);
        return 0;
    }

    public void Release()
    {
        if (!IsLost)
            _release();
    }

    /// <summary>Active to high and high to active: the same, either way.</summary>
    private bool ToPhysical(bool level) => level ^ Flags.HasFlag(LineFlags.ActiveLow);
}
