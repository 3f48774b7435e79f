using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Gpio;

/// <summary>Lines of the guest's kernel, taken as the agent takes them, and what they said.</summary>
internal sealed class HeldLines : IDisposable
{
    private readonly GpioLines _lines;
    private readonly Queue<GpioChange> _changes = [];

    public HeldLines(params GpioLineSettings[] settings)
    {
        _lines = new GpioLines(GpioKernel.Linux, settings.OfType<GpioInputSettings>(), settings.OfType<GpioOutputSettings>(), TimeProvider.System);
        _lines.Start();
    }

    public GpioInput Input => _lines.Inputs[0];

    public IReadOnlyList<GpioInput> Inputs => _lines.Inputs;

    public GpioOutput Output => _lines.Outputs[0];

    public long Dropped => _lines.Dropped;

    /// <summary>Everything that was told and not yet taken.</summary>
    public List<GpioChange> Take()
    {
        Drain();
        var taken = _changes.ToList();
        _changes.Clear();
        return taken;
    }

    /// <summary>Waits for the next change of a line.</summary>
    public async Task<GpioChange> NextAsync(GpioLine line)
    {
        GpioChange? found = null;
        await Eventually.TrueAsync(
            () =>
            {
                Drain();
                while (found is null && _changes.TryDequeue(out var change))
                {
                    if (change.Line == line)
                        found = change;
                }

                return found is not null;
            },
            () => $"{line.Name} did not change; it is {line.IsOn}, {line.Problem}");
        return found!.Value;
    }

    public void Dispose() => _lines.Dispose();

    private void Drain()
    {
        while (_lines.Changes.TryRead(out var change))
            _changes.Enqueue(change);
    }
}
