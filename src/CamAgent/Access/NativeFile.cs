using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Access;

/// <summary>What .NET's file classes do not reach in the C library.</summary>
internal static partial class NativeFile
{
    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;

    internal const int InterruptedSystemCall = 4;
    internal const int TryAgain = 11;
    internal const int PermissionDenied = 13;

    internal const int CurrentDirectory = -100;
    internal const uint BasicStatistics = 0x7FF;

    // O_CLOEXEC. These numbers are the same on x86 and ARM; that of O_DIRECTORY is not, and it is not needed.
    internal const int ReadOnly = 0x80000;

    // O_RDWR | O_CREAT | O_CLOEXEC
    internal const int ReadWriteOrCreate = 0x80042;

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    internal static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    /// <summary>statx(2): its structure is the same on every architecture, stat's is not.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Status(int directory, string path, int flags, uint mask, Span<byte> buffer);
}
