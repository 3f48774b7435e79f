namespace CamAgent.Hardware.Linux;

/// <summary>Notices camera devices that come, or whose owner and mode become others (inotify(7)): a camera that was unplugged need not be waited for by trying.</summary>
public sealed class DeviceWatch : IDisposable
{
    private readonly FileSystemWatcher _watcher;

    /// <param name="directory">Where the nodes are made: <c>/dev</c>.</param>
    /// <param name="appeared">Called on any thread, several times for each device; returns soon.</param>
    /// <exception cref="IOException">There is no such directory, or the user's watches are used up.</exception>
    public DeviceWatch(string directory, Action appeared)
    {
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"there is no {directory}");
        _watcher = new(directory) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.Attributes };
        // Capture nodes, and the media controllers that libcamera looks for.
        _watcher.Filters.Add("video*");
        _watcher.Filters.Add("media*");
        _watcher.Created += (_, _) => appeared();
        _watcher.Changed += (_, _) => appeared();
        _watcher.Renamed += (_, _) => appeared();
        try
        {
            _watcher.EnableRaisingEvents = true;
        }
        catch
        {
            _watcher.Dispose();
            throw;
        }
    }

    public void Dispose() => _watcher.Dispose();
}
