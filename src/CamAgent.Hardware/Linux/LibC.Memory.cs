using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Hardware.Linux;

/// <summary>Devices whose memory is shared with this process.</summary>
internal static unsafe partial class LibC
{
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_SHARED = 1;
    public const int ENOMEM = 12;
    public const int ENOSPC = 28;
    public const int ERANGE = 34;

    /// <summary>ioctl that holds the handle during the call: another thread that closes it cannot give its number to another file.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(SafeFileHandle descriptor, nuint request, byte* argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint mmap(nint address, nuint length, int protection, int flags, SafeFileHandle descriptor, nint offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int munmap(nint address, nuint length);
}
