namespace CamAgent.Access;

/// <summary>Where the agent keeps what must outlive it: viewers and its identity.</summary>
internal sealed class StateDirectory
{
    private StateDirectory(string path) => Path = path;

    /// <summary>Full path; it need not exist yet.</summary>
    public string Path { get; }

    /// <summary><c>$STATE_DIRECTORY</c> (systemd.exec(5): the first of a list with colons), else <c>~/.local/state/camagent</c>.</summary>
    /// <exception cref="StateException">Neither that variable nor <c>HOME</c> says where.</exception>
    public static StateDirectory From(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault("STATE_DIRECTORY") is { Length: > 0 } list)
            return At(list.Split(':')[0]);
        if (environment.GetValueOrDefault("HOME") is { Length: > 0 } home)
            return At(System.IO.Path.Combine(home, ".local", "state", "camagent"));
        throw new StateException("Neither STATE_DIRECTORY nor HOME is set: set one of them to say where viewers are kept.");
    }

    public static StateDirectory At(string path) => new(System.IO.Path.GetFullPath(path));

    public string FileNamed(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes it, for its owner only, unless it is there.</summary>
    /// <exception cref="StateException">It cannot be made.</exception>
    public void Create()
    {
        try
        {
            PrivateFile.CreateDirectory(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"The state directory {Path} cannot be made: {exception.Message}", exception);
        }
    }

    public override string ToString() => Path;
}

/// <summary>What the agent keeps cannot be read or written, in words for people.</summary>
internal sealed class StateException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>This user may not: another one may.</summary>
    public bool IsPermission => InnerException is UnauthorizedAccessException;
}
