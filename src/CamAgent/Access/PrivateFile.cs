#pragma warning disable CA1416 // File modes are a matter of Unix, and the agent is made for Linux alone.

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Access;

/// <summary>Files and directories that only their owner may look into, from the moment they exist.</summary>
internal static class PrivateFile
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode700 = FileMode600 | UnixFileMode.UserExecute;

    /// <summary>Opens it for writing.</summary>
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

        KeepOwner(file.SafeFileHandle, path);
        return file;
    }

    /// <summary>Opens it, or makes it, without the flock that .NET takes on every file it opens, in whatever share mode.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static SafeFileHandle OpenForLock(string path)
    {
        var descriptor = NativeFile.Open(path, NativeFile.ReadWriteOrCreate, (uint)FileMode600);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            var words = $"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}";
            throw error == NativeFile.PermissionDenied ? new UnauthorizedAccessException(words) : new IOException(words);
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        KeepOwner(file, path);
        return file;
    }

    public static void CreateDirectory(string path) => Directory.CreateDirectory(path, DirectoryMode700);

    // "sudo camagent viewer add" must leave a file that the service's user can read: it goes to whom the directory belongs to.
    private static void KeepOwner(SafeFileHandle file, string path)
    {
        if (NativeFile.EffectiveUser() == 0 && FileStatus.TryGet(Path.GetDirectoryName(path)!, out var directory) && directory.User != 0)
            _ = NativeFile.ChangeOwner(file, directory.User, directory.Group);
    }
}
