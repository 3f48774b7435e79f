using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using CamAgent.Hardware.Gpio.Abi;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio;

/// <summary>
/// A line in use, or one that is waited for. <see cref="GpioLines"/> owns it: its thread alone opens and closes; levels may be read, and outputs set, from any thread.
/// </summary>
public abstract class GpioLine
{
    private const int Unavailable = -1;

    private readonly GpioKernel _kernel;
    private readonly TimeProvider _time;
    private readonly ChannelWriter<GpioChange> _changes;
    private RetryDelay _retry;
    private volatile GpioProblem? _problem;
    private volatile int _level = Unavailable;
    private volatile int _lost;

    private protected GpioLine(GpioLineSettings settings, GpioKernel kernel, TimeProvider time, ChannelWriter<GpioChange> changes)
    {
        Settings = settings;
        _kernel = kernel;
        _time = time;
        _changes = changes;
        Place = $"{settings.Line} of {settings.Chip}";
        _problem = new GpioProblem(GpioProblemKind.Closed, $"{Place} is not open", "The agent opens it when it starts.");
    }

    public GpioLineSettings Settings { get; }

    public string Name => Settings.Name;

    /// <summary>Its level, active-low counted in; null: unavailable.</summary>
    public bool? IsOn => _level is var level && level == Unavailable ? null : level == 1;

    /// <summary>Why it is unavailable; null when it is in use.</summary>
    public GpioProblem? Problem => _problem;

    /// <summary><c>line 17 of gpiochip0</c>, by the names of now.</summary>
    public string Place { get; private set; }

    internal int Descriptor { get; private set; } = -1;

    /// <summary>When to try to open it again, as a timestamp of the clock.</summary>
    internal long NextAttempt { get; private set; }

    /// <summary>poll(2)'s events to wait for; an error is always waited for.</summary>
    internal abstract short PollEvents { get; }

    /// <summary>Guards <see cref="Descriptor"/> against closing while somebody else's call is in it, and keeps changes in order.</summary>
    private protected Lock Gate { get; } = new();

    private protected TimeProvider Time => _time;

    private protected abstract LineFlags Flags { get; }

    private protected virtual int EventBuffer => 0;

    /// <summary>Tries to take the line. On the owner's thread.</summary>
    internal void TryOpen()
    {
        lock (Gate)
        {
            if (TryRequest(out var problem))
            {
                _retry.Reset();
                _lost = 0;
                _problem = null;
                SetLevel(_level == 1, Now(), 0, isNew: true);
            }
            else
            {
                Fail(problem);
            }
        }
    }

    /// <summary>Gives the line up because of what the kernel said, to be opened again. On the owner's thread.</summary>
    /// <param name="error">Positive.</param>
    internal void Lose(int error)
    {
        lock (Gate)
        {
            CloseDescriptor();
            Fail(GpioErrors.ForLine(Place, error));
        }
    }

    /// <summary>What <see cref="NoteLoss"/> left for the owner's thread.</summary>
    internal void LoseIfNoted()
    {
        if (_lost is var error and > 0)
            Lose(error);
    }

    /// <summary>Looks at the line although poll said nothing: older kernels do not say that a chip went. On the owner's thread.</summary>
    internal abstract void Check();

    /// <summary>Takes what poll(2) said. On the owner's thread.</summary>
    /// <param name="buffer">Of the owner, to read into.</param>
    internal abstract void HandlePoll(short returnedEvents, Span<byte> buffer);

    /// <summary>For good, in order. After the owner's thread has ended.</summary>
    internal virtual void Close()
    {
        lock (Gate)
        {
            CloseDescriptor();
            _problem = new GpioProblem(GpioProblemKind.Closed, $"{Place} is closed", "The agent stops.");
            _level = Unavailable;
        }
    }

    private protected abstract int FillAttributes(Span<LineAttribute> attributes);

    /// <summary>Called with the gate held when another thread finds that the line is lost.</summary>
    private protected void NoteLoss(int error) => _lost = error;

    private protected long Now() => (long)(_time.GetTimestamp() * (1e9 / _time.TimestampFrequency));

    /// <summary>ioctl(2) on the held line.</summary>
    private protected int Control<T>(uint request, ref T argument)
        where T : unmanaged => Descriptor < 0 ? -LibC.EBADF : _kernel.Control(Descriptor, request, GpioChip.Bytes(ref argument));

    private protected int Read(Span<byte> buffer) => _kernel.Read(Descriptor, buffer);

    /// <summary>The level that the kernel sees now, after its debounce.</summary>
    /// <returns>0, or a negated error number.</returns>
    private protected int TryReadLevel(out bool isOn)
    {
        var values = new LineValues { Mask = 1 };
        var result = Control(GpioRequest.GetValues, ref values);
        isOn = (values.Bits & 1) != 0;
        return Math.Min(result, 0);
    }

    /// <summary>With the gate held.</summary>
    private protected void SetLevel(bool isOn, long timestamp, uint missed, bool isNew = false)
    {
        var level = isOn ? 1 : 0;
        if (_level == level && missed == 0 && !isNew)
            return;
        _level = level;
        _changes.TryWrite(new GpioChange(this, isOn, timestamp, missed));
    }

    /// <summary>With the gate held, before the line is said to be open.</summary>
    private protected void BeginWith(bool isOn) => _level = isOn ? 1 : 0;

    /// <summary>With the gate held, after the line was taken: finds its level.</summary>
    /// <returns>0, or a negated error number.</returns>
    private protected abstract int Begin();

    private bool TryRequest([NotNullWhen(false)] out GpioProblem? problem)
    {
        if (!GpioChips.TryOpen(_kernel, Settings.Chip, out var chip, out problem))
            return false;
        using (chip)
        {
            if (!chip.TryFindLine(Settings.Line, out var line, out problem))
                return false;
            Place = chip.NameOf(line.Offset);
            Span<LineAttribute> attributes = stackalloc LineAttribute[1];
            attributes = attributes[..FillAttributes(attributes)];
            var flags = Flags | (Settings.ActiveLow ? LineFlags.ActiveLow : LineFlags.None);
            if (!chip.TryRequest(line.Offset, flags, attributes, EventBuffer, out var descriptor, out problem))
                return false;
            Descriptor = descriptor;
        }

        if (Begin() is var error and < 0)
        {
            CloseDescriptor();
            problem = GpioErrors.ForLine(Place, -error);
            return false;
        }

        return true;
    }

    private void Fail(GpioProblem problem)
    {
        NextAttempt = _time.GetTimestamp() + (long)(_retry.Next().TotalSeconds * _time.TimestampFrequency);
        _lost = 0;
        var isNews = _level != Unavailable || _problem != problem;
        _level = Unavailable;
        _problem = problem;
        if (isNews)
            _changes.TryWrite(new GpioChange(this, null, Now(), 0));
    }

    private void CloseDescriptor()
    {
        if (Descriptor >= 0)
            _kernel.Close(Descriptor);
        Descriptor = -1;
    }
}
