using System.Runtime.InteropServices;
using System.Threading.Channels;
using CamAgent.Hardware.Gpio.Abi;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio;

/// <summary>An input: both edges, with the kernel's debounce and time stamps.</summary>
public sealed class GpioInput : GpioLine
{
    /// <summary>Seconds of the worst flutter that a reader who was held up can still see; the kernel caps it at 1024 (GPIO_V2_LINES_MAX * 16).</summary>
    private const int BufferedEvents = 512;

    private uint _sequence;
    private long _levelReadAt;
    private long _edges;
    private long _missed;

    internal GpioInput(GpioInputSettings settings, GpioKernel kernel, TimeProvider time, ChannelWriter<GpioChange> changes)
        : base(settings, kernel, time, changes) => Input = settings;

    public GpioInputSettings Input { get; }

    /// <summary>Edges that the kernel delivered.</summary>
    public long Edges => Interlocked.Read(ref _edges);

    /// <summary>Edges that were there, and that nobody saw. The level is right nevertheless.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    internal override short PollEvents => LibC.POLLIN;

    private protected override int EventBuffer => BufferedEvents;

    private protected override LineFlags Flags => LineFlags.Input | LineFlags.EdgeRising | LineFlags.EdgeFalling | Input.Bias switch
    {
        GpioBias.PullUp => LineFlags.BiasPullUp,
        GpioBias.PullDown => LineFlags.BiasPullDown,
        GpioBias.Disabled => LineFlags.BiasDisabled,
        _ => LineFlags.None,
    };

    internal override void HandlePoll(short returnedEvents, Span<byte> buffer)
    {
        lock (Gate)
        {
            if ((returnedEvents & LibC.POLLIN) == 0)
            {
                Lose((returnedEvents & (LibC.POLLERR | LibC.POLLHUP)) != 0 ? LibC.ENODEV : LibC.EBADF);
                return;
            }

            var count = Read(buffer);
            if (count is -LibC.EAGAIN)
                return;
            // 0 would be an end that a line does not have.
            if (count <= 0)
            {
                Lose(count == 0 ? LibC.ENODEV : -count);
                return;
            }

            var isWhole = count % LineEvent.Size == 0;
            foreach (ref readonly var edge in MemoryMarshal.Cast<byte, LineEvent>(buffer[..count]))
                isWhole &= Take(edge);
            // A torn read, an unknown event or a gap: the level itself knows better. What is still queued has the last word.
            if (!isWhole)
                Check();
        }
    }

    internal override void Check()
    {
        lock (Gate)
        {
            if (Descriptor < 0)
                return;
            var error = TryReadLevel(out var isOn);
            if (error < 0)
            {
                Lose(-error);
                return;
            }

            _levelReadAt = Now();
            SetLevel(isOn, _levelReadAt, 0);
        }
    }

    private protected override int FillAttributes(Span<LineAttribute> attributes)
    {
        if (Input.Debounce <= TimeSpan.Zero)
            return 0;
        attributes[0] = new LineAttribute { Id = LineAttribute.DebounceId, DebouncePeriod = (uint)Math.Clamp(Input.Debounce.TotalMicroseconds, 1, uint.MaxValue), Mask = 1 };
        return 1;
    }

    private protected override int Begin()
    {
        _sequence = 0;
        var error = TryReadLevel(out var isOn);
        _levelReadAt = Now();
        BeginWith(isOn);
        return error;
    }

    /// <returns>Whether it is one of ours, and the next one.</returns>
    private bool Take(in LineEvent edge)
    {
        if (edge.Id is not (LineEvent.RisingEdge or LineEvent.FallingEdge))
            return false;
        Interlocked.Increment(ref _edges);
        var isOn = edge.Id == LineEvent.RisingEdge;
        var gap = unchecked(edge.LineSequence - _sequence - 1);
        _sequence = edge.LineSequence;
        // Numbers that go backwards are no gap but nonsense.
        var missed = gap > int.MaxValue ? 1 : gap;
        var timestamp = (long)edge.Timestamp;
        // Twice the same edge: the line was back in between for less than the interrupt took. Unless the level was read after the edge, which explains it.
        if (missed == 0 && isOn == IsOn && timestamp > _levelReadAt)
            missed = 1;
        Interlocked.Add(ref _missed, missed);
        SetLevel(isOn, timestamp, missed);
        return gap == 0;
    }
}
