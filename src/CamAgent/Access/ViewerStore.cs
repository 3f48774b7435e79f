namespace CamAgent.Access;

/// <summary>
/// Who may watch, kept in <c>viewers.json</c> in the state directory. The commands write it, a running agent reads it: every look sees what was written last.
/// Safe from any thread and any number of processes.
/// </summary>
internal sealed class ViewerStore(StateDirectory directory, TimeProvider time)
{
    internal const string FileName = "viewers.json";

    /// <summary>How many there may be: every token is compared with each of them.</summary>
    internal const int MaximumViewers = 1000;

    private readonly Lock _gate = new();
    private readonly string _path = directory.FileNamed(FileName);
    private Snapshot _current = new(default, [], null);

    public string Path => _path;

    /// <summary>What is wrong with the file, in words; then nobody is let in. Null when nothing is.</summary>
    public string? Problem => Refresh().Problem;

    /// <exception cref="StateException">The file cannot be read; it is never overwritten then.</exception>
    public IReadOnlyList<Viewer> List()
    {
        var snapshot = Refresh();
        return snapshot.Problem is null ? snapshot.Viewers : throw new StateException(snapshot.Problem, snapshot.Error);
    }

    /// <summary>The viewer of that name who is not expired. Fails closed: with a broken file nobody is found.</summary>
    public Viewer? Find(string name)
    {
        foreach (var viewer in Refresh().Viewers)
        {
            if (viewer.Name == name && !viewer.IsExpired(time.GetUtcNow()))
                return viewer;
        }

        return null;
    }

    /// <param name="lifetime">Null: never expires.</param>
    /// <exception cref="ViewerExistsException">There is one of that name.</exception>
    /// <exception cref="StateException">The store cannot be read or written.</exception>
    public Viewer Add(string name, ViewerRights rights, TimeSpan? lifetime)
    {
        if (!Viewer.IsName(name))
            throw new ArgumentException($"A viewer's name is {Viewer.NameRule}.", nameof(name));
        using var held = Hold();
        var viewers = List();
        if (viewers.Any(viewer => viewer.Name == name))
            throw new ViewerExistsException(name);
        if (viewers.Count >= MaximumViewers)
            throw new StateException($"There are {MaximumViewers} viewers already; remove one first.");
        // Whole seconds: what people read is what counts.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var added = new Viewer(name, ViewerSecret.Create(), rights, now, now + lifetime);
        Write([.. viewers, added]);
        return added;
    }

    /// <returns>False when there is none of that name.</returns>
    /// <exception cref="StateException">The store cannot be read or written.</exception>
    public bool Remove(string name)
    {
        if (!File.Exists(_path))
            return false;
        using var held = Hold();
        var viewers = List();
        var left = viewers.Where(viewer => viewer.Name != name).ToArray();
        if (left.Length == viewers.Count)
            return false;
        Write(left);
        return true;
    }

    private StateLock Hold()
    {
        directory.Create();
        return StateLock.Take(directory.FileNamed("viewers.lock"));
    }

    private void Write(IEnumerable<Viewer> viewers)
    {
        try
        {
            AtomicFile.Write(_path, ViewerFile.Write(viewers));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"{_path} cannot be written: {exception.Message}", exception);
        }
    }

    private Snapshot Refresh()
    {
        var exists = FileStatus.TryGet(_path, out var status);
        lock (_gate)
        {
            if (status == _current.Status && _current.Error is null)
                return _current;
            return _current = exists || File.Exists(_path) ? Read(status) : new Snapshot(default, [], null);
        }
    }

    private Snapshot Read(FileStatus status)
    {
        try
        {
            var viewers = ViewerFile.Parse(BoundedFile.Read(_path, ViewerFile.MaximumBytes), out var problem);
            return viewers is not null
                ? new Snapshot(status, viewers, null)
                : new Snapshot(status, [], $"{_path} {problem}. Nobody is let in. Restore it from a backup, or move it away and pair the viewers again.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Snapshot(status, [], $"{_path} cannot be read: {exception.Message}. Nobody is let in.") { Error = exception };
        }
    }

    private sealed record Snapshot(FileStatus Status, IReadOnlyList<Viewer> Viewers, string? Problem)
    {
        /// <summary>Reading failed, which may heal without a change to the file.</summary>
        public Exception? Error { get; init; }
    }
}

internal sealed class ViewerExistsException(string name) : Exception($"There is a viewer named {name} already. Remove it first (camagent viewer remove {name}), or take another name.");
