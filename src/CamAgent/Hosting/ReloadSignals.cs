using System.Runtime.InteropServices;

namespace CamAgent.Hosting;

/// <summary>Says when the configuration is to be read again: on SIGHUP, and when its file has changed.</summary>
internal sealed class ReloadSignals : IDisposable
{
    // Editors write in several steps; what counts is the file at rest.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly PosixSignalRegistration _hangUp;
    private readonly ITimer _timer;
    private readonly string? _file;
    private readonly Action _reload;
    private readonly Lock _gate = new();
    private DateTime _seen;

    public ReloadSignals(string? file, TimeProvider time, Action reload)
    {
        _file = file;
        _reload = reload;
        _seen = TimeOf(file);
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Reload();
        });
        _timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose()
    {
        _hangUp.Dispose();
        _timer.Dispose();
    }

    private void Look()
    {
        var changed = TimeOf(_file);
        if (changed == _seen || changed == default || DateTime.UtcNow - changed < Settle)
            return;
        Reload();
    }

    private void Reload()
    {
        lock (_gate)
        {
            _seen = TimeOf(_file);
            _reload();
        }
    }

    private static DateTime TimeOf(string? file) => file is not null && File.Exists(file) ? File.GetLastWriteTimeUtc(file) : default;
}
