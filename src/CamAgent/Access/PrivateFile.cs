#pragma warning disable CA1416 // File modes are a matter of Unix, and the agent is made for Linux alone.

namespace CamAgent.Access;

/// <summary>Files and directories that only their owner may look into, from the moment they exist.</summary>
internal static class PrivateFile
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode700 = FileMode600 | UnixFileMode.UserExecute;

    /// <summary>Opens it for writing. FileShare.ReadWrite keeps .NET from taking a flock of its own.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = FileMode600,
        });

        // "sudo camagent viewer add" must leave a file that the service's user can read: it goes to whom the directory belongs to.
        if (NativeFile.EffectiveUser() == 0 && FileStatus.TryGet(Path.GetDirectoryName(path)!, out var directory) && directory.User != 0)
            _ = NativeFile.ChangeOwner(file.SafeFileHandle, directory.User, directory.Group);
        return file;
    }

    public static void CreateDirectory(string path) => Directory.CreateDirectory(path, DirectoryMode700);
}
