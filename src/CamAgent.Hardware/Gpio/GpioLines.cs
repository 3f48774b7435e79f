using System.Threading.Channels;
using CamAgent.Hardware.Gpio.Abi;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio;

/// <summary>
/// All lines of a program, on one blocking thread: it reads edges, notices that a chip went, and opens lines again when it is back.
/// A line that cannot be had does not keep the others from working.
/// </summary>
public sealed class GpioLines : IDisposable
{
    // Kernels before 6.6 do not wake poll when a chip goes; within 3 s it has to be known. It also holds a level against the edges seen.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private const int ChangesKept = 1024;
    private const int EventsAtOnce = 64;

    private readonly GpioKernel _kernel;
    private readonly TimeProvider _time;
    private readonly GpioLine[] _lines;
    private readonly LibC.PollDescriptor[] _descriptors;
    private readonly byte[] _buffer = new byte[EventsAtOnce * LineEvent.Size];
    private readonly Channel<GpioChange> _changes;
    private readonly CancellationTokenSource _stop = new();
    private readonly int _wakeUp;
    private Thread? _thread;
    private long _nextCheck;
    private long _dropped;
    private bool _isDisposed;

    /// <exception cref="IOException">No descriptor is to be had; a bug or a process at its limit.</exception>
    public GpioLines(GpioKernel kernel, IEnumerable<GpioInputSettings> inputs, IEnumerable<GpioOutputSettings> outputs, TimeProvider time)
    {
        _kernel = kernel;
        _time = time;
        _wakeUp = kernel.OpenWakeUp();
        if (_wakeUp < 0)
            throw new IOException($"eventfd: {LibC.ErrorText(-_wakeUp)}");
        var options = new BoundedChannelOptions(ChangesKept) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _changes = Channel.CreateBounded<GpioChange>(options, _ => Interlocked.Increment(ref _dropped));
        Inputs = [.. inputs.Select(settings => new GpioInput(settings, kernel, time, _changes))];
        Outputs = [.. outputs.Select(settings => new GpioOutput(settings, kernel, time, _changes, WakeThread))];
        _lines = [.. Inputs, .. Outputs];
        _descriptors = new LibC.PollDescriptor[_lines.Length + 1];
    }

    public IReadOnlyList<GpioInput> Inputs { get; }

    public IReadOnlyList<GpioOutput> Outputs { get; }

    /// <summary>
    /// What happens to the lines, those of one line in order; for one reader. It keeps 1024 and drops the oldest beyond: whoever sees <see cref="Dropped"/> grow
    /// looks at every line's level again. Completed after <see cref="Dispose"/>.
    /// </summary>
    public ChannelReader<GpioChange> Changes => _changes.Reader;

    /// <summary>Changes that were not read in time.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Tries every line once, so that levels are known when it returns, and starts the thread.</summary>
    public void Start()
    {
        OpenDue();
        if (_lines.Length == 0)
            return;
        _thread = new Thread(Run) { IsBackground = true, Name = "gpio" };
        _thread.Start();
    }

    /// <summary>Sets outputs to their initial levels at once, whatever the thread does: for a process that is about to crash.</summary>
    public void SetOutputsBack()
    {
        foreach (var output in Outputs)
            output.TrySet(output.Output.Initial, out _);
    }

    /// <summary>Ends the thread, sets outputs to their initial levels and gives all lines back.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _stop.Cancel();
        _kernel.WakeUp(_wakeUp);
        _thread?.Join();
        foreach (var line in _lines)
            line.Close();
        _changes.Writer.TryComplete();
        _kernel.Close(_wakeUp);
        _stop.Dispose();
    }

    /// <summary>One round: opens what is due, waits for what happens, takes it.</summary>
    /// <param name="longest">Not to wait longer.</param>
    internal void Step(TimeSpan longest)
    {
        OpenDue();
        _descriptors[0] = new LibC.PollDescriptor { Descriptor = _wakeUp, Events = LibC.POLLIN };
        for (var i = 0; i < _lines.Length; i++)
            _descriptors[i + 1] = new LibC.PollDescriptor { Descriptor = _lines[i].Descriptor, Events = _lines[i].PollEvents };
        var wait = TimeToNextDuty();
        var ready = _kernel.Poll(_descriptors, wait < longest ? wait : longest);
        if (ready < 0)
        {
            // Interrupted; or a kernel short of memory, which a thread that goes round at full speed would not help.
            if (ready != -LibC.EINTR)
                _stop.Token.WaitHandle.WaitOne(CheckInterval);
            return;
        }

        if (_descriptors[0].ReturnedEvents != 0)
            _kernel.ClearWakeUp(_wakeUp);
        for (var i = 0; i < _lines.Length; i++)
        {
            if (_descriptors[i + 1].ReturnedEvents is var events and not 0)
                _lines[i].HandlePoll(events, _buffer);
            _lines[i].LoseIfNoted();
        }

        CheckWhenDue();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
            Step(LongestWait);
    }

    private void WakeThread() => _kernel.WakeUp(_wakeUp);

    private void OpenDue()
    {
        var now = _time.GetTimestamp();
        foreach (var line in _lines)
        {
            if (line.Descriptor < 0 && now >= line.NextAttempt)
                line.TryOpen();
        }
    }

    private void CheckWhenDue()
    {
        var now = _time.GetTimestamp();
        if (now < _nextCheck)
            return;
        _nextCheck = now + (long)(CheckInterval.TotalSeconds * _time.TimestampFrequency);
        foreach (var line in _lines)
            line.Check();
    }

    private TimeSpan TimeToNextDuty()
    {
        var due = long.MaxValue;
        foreach (var line in _lines)
            due = Math.Min(due, line.Descriptor >= 0 ? _nextCheck : line.NextAttempt);
        var now = _time.GetTimestamp();
        return due <= now ? TimeSpan.Zero : due == long.MaxValue ? LongestWait : _time.GetElapsedTime(now, due);
    }
}
