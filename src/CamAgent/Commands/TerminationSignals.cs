using System.Runtime.InteropServices;

namespace CamAgent.Commands;

/// <summary>Ctrl-C and SIGTERM ask the program to end in order; a second one ends it at once.</summary>
internal sealed class TerminationSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public TerminationSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        // Unless it is cancelled here, the runtime does what the signal does by default.
        signal.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
