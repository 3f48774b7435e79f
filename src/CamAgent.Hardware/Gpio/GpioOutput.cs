using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using CamAgent.Hardware.Gpio.Abi;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio;

/// <summary>
/// An output. It is requested with its initial level in the same call, so that there is no glitch, and set back to it on an orderly stop.
/// When the agent is killed, the kernel closes the line, and what the pin does then is the driver's choice: docs/gpio-and-sensors.md.
/// </summary>
public sealed class GpioOutput : GpioLine
{
    private readonly Action _noteLoss;
    private ITimer? _pulse;

    /// <param name="noteLoss">Wakes the owner's thread.</param>
    internal GpioOutput(GpioOutputSettings settings, GpioKernel kernel, TimeProvider time, ChannelWriter<GpioChange> changes, Action noteLoss)
        : base(settings, kernel, time, changes)
    {
        Output = settings;
        _noteLoss = noteLoss;
    }

    public GpioOutputSettings Output { get; }

    internal override short PollEvents => 0;

    private protected override LineFlags Flags => LineFlags.Output;

    /// <summary>Sets the level. A pulse that runs is over.</summary>
    /// <returns>False: nothing was changed.</returns>
    public bool TrySet(bool on, [NotNullWhen(false)] out GpioProblem? problem)
    {
        lock (Gate)
        {
            _pulse?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return TrySetLevel(on, out problem);
        }
    }

    /// <summary>Leaves the initial level for a while. Another pulse, meanwhile, begins the while anew.</summary>
    /// <param name="duration">More than nothing, at most a day.</param>
    public bool TryPulse(TimeSpan duration, [NotNullWhen(false)] out GpioProblem? problem)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, TimeSpan.FromDays(1));
        lock (Gate)
        {
            if (!TrySetLevel(!Output.Initial, out problem))
                return false;
            _pulse ??= Time.CreateTimer(static state => ((GpioOutput)state!).EndPulse(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _pulse.Change(duration, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    /// <summary>What the pin really has, where its chip can tell: a short circuit shows.</summary>
    public bool TryReadBack(out bool isOn, [NotNullWhen(false)] out GpioProblem? problem)
    {
        lock (Gate)
        {
            isOn = false;
            problem = Problem;
            if (problem is null && TryReadLevel(out isOn) is var error and < 0)
                problem = GpioErrors.ForLine(Place, -error);
            return problem is null;
        }
    }

    internal override void HandlePoll(short returnedEvents, Span<byte> buffer) => Lose(LibC.ENODEV);

    internal override void Check()
    {
        lock (Gate)
        {
            // Some expanders cannot read an output; that is no loss.
            if (Descriptor >= 0 && TryReadLevel(out _) is -LibC.ENODEV)
                Lose(LibC.ENODEV);
        }
    }

    internal override void Close()
    {
        lock (Gate)
        {
            _pulse?.Dispose();
            _ = TrySetLevel(Output.Initial, out _);
            base.Close();
        }
    }

    private protected override int FillAttributes(Span<LineAttribute> attributes)
    {
        attributes[0] = new LineAttribute { Id = LineAttribute.OutputValuesId, Values = Output.Initial ? 1u : 0u, Mask = 1 };
        return 1;
    }

    private protected override int Begin()
    {
        // What was asked for before the chip went is not done behind anybody's back when it returns.
        _pulse?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        BeginWith(Output.Initial);
        return 0;
    }

    private void EndPulse() => TrySet(Output.Initial, out _);

    private bool TrySetLevel(bool on, [NotNullWhen(false)] out GpioProblem? problem)
    {
        problem = Problem;
        if (problem is not null)
            return false;
        var values = new LineValues { Mask = 1, Bits = on ? 1u : 0u };
        var result = Control(GpioRequest.SetValues, ref values);
        if (result < 0)
        {
            problem = GpioErrors.ForLine(Place, -result);
            if (problem.Kind == GpioProblemKind.Gone)
            {
                NoteLoss(-result);
                _noteLoss();
            }

            return false;
        }

        SetLevel(on, Now(), 0);
        return true;
    }
}
