namespace CamAgent.Access;

/// <summary>
/// Tells a running agent that the viewers changed, so that the sessions of those who were removed end at once. The kernel's notices are the quick way; looking every few
/// seconds is the sure one (the directory may be made later, and notices can be lost or used up).
/// </summary>
internal sealed class ViewerStoreWatch : IDisposable
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Action _changed;
    private readonly ITimer _timer;
    private FileSystemWatcher? _watcher;
    private FileStatus _seen;
    private bool _isDisposed;

    /// <param name="changed">Called on a pool thread, one call at a time; it may find that nothing matters to it.</param>
    /// <param name="interval">How often to look whatever the kernel says; null means five seconds.</param>
    public ViewerStoreWatch(ViewerStore store, TimeProvider time, Action changed, TimeSpan? interval = null)
    {
        _path = store.Path;
        _changed = changed;
        _ = FileStatus.TryGet(_path, out _seen);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        StartWatcher();
        _timer.Change(interval ?? DefaultInterval, interval ?? DefaultInterval);
    }

    public void Dispose()
    {
        lock (_gate)
            _isDisposed = true;
        _timer.Dispose();
        _watcher?.Dispose();
    }

    private void StartWatcher()
    {
        var directory = Path.GetDirectoryName(_path)!;
        if (!Directory.Exists(directory))
            return;
        try
        {
            _watcher = new FileSystemWatcher(directory, Path.GetFileName(_path)) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
            _watcher.Changed += (_, _) => Look();
            _watcher.Created += (_, _) => Look();
            _watcher.Renamed += (_, _) => Look();
            _watcher.Deleted += (_, _) => Look();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No more inotify instances for this user: the timer remains.
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            if (_watcher is null)
                StartWatcher();
            _ = FileStatus.TryGet(_path, out var now);
            if (now == _seen)
                return;
            _seen = now;
            _changed();
        }
    }
}
