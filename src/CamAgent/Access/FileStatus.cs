using System.Runtime.InteropServices;

namespace CamAgent.Access;

/// <summary>What the kernel knows of a file. Two statuses are equal while the file is the same one, unchanged: a file that was replaced by a rename has another inode.</summary>
internal readonly record struct FileStatus(ulong Inode, ulong Size, long ModifiedSeconds, uint ModifiedNanoseconds, uint User, uint Group, ushort Mode)
{
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    public bool IsRegularFile => (Mode & TypeMask) == RegularFile;

    /// <summary>Follows symbolic links. False when there is no such file, or it may not be looked at.</summary>
    public static bool TryGet(string path, out FileStatus status)
    {
        // struct statx, linux/stat.h: 256 bytes.
        Span<byte> buffer = stackalloc byte[256];
        if (path.Contains('\0', StringComparison.Ordinal) || NativeFile.Status(NativeFile.CurrentDirectory, path, 0, NativeFile.BasicStatistics, buffer) != 0)
        {
            status = default;
            return false;
        }

        status = new FileStatus(
            Inode: MemoryMarshal.Read<ulong>(buffer[32..]),
            Size: MemoryMarshal.Read<ulong>(buffer[40..]),
            ModifiedSeconds: MemoryMarshal.Read<long>(buffer[112..]),
            ModifiedNanoseconds: MemoryMarshal.Read<uint>(buffer[120..]),
            User: MemoryMarshal.Read<uint>(buffer[20..]),
            Group: MemoryMarshal.Read<uint>(buffer[24..]),
            Mode: MemoryMarshal.Read<ushort>(buffer[28..]));
        return true;
    }
}
