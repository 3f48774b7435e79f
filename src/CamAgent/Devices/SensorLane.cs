namespace CamAgent.Devices;

/// <summary>A thread that does its round, waits an interval, and does it again.</summary>
/// <param name="faulted">Told of an exception, which is a bug and ends the round only.</param>
internal sealed class SensorLane(string name, Action round, Func<TimeSpan> interval, Action<Exception> faulted) : IDisposable
{
    // A driver that hangs holds its thread; the agent must still be able to end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly AutoResetEvent _wake = new(false);
    private readonly Lock _gate = new();
    private Thread? _thread;
    private volatile bool _isStopped;

    public bool IsStopped => _isStopped;

    /// <summary>Starts the thread, unless it runs already.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_thread is not null || _isStopped)
                return;
            _thread = new Thread(Run) { IsBackground = true, Name = name };
            _thread.Start();
        }
    }

    public void RunNow() => _wake.Set();

    public void Dispose()
    {
        lock (_gate)
            _isStopped = true;
        _wake.Set();
        if (_thread?.Join(Patience) ?? true)
            _wake.Dispose();
    }

    private void Run()
    {
        while (!_isStopped)
        {
            try
            {
                round();
            }
#pragma warning disable CA1031 // A fault of one round must not end all further ones: it is said, and tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                faulted(exception);
            }

            _wake.WaitOne(interval());
        }
    }
}
