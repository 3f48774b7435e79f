namespace CamAgent.Access;

/// <summary>Writes a private file so that whoever reads it sees the old one or the new one, whole, also after a power cut.</summary>
internal static class AtomicFile
{
    /// <exception cref="IOException">The disk is full, or the like; the old file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var directory = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            using (var file = PrivateFile.Open(temporary, FileMode.CreateNew))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            Synchronize(directory);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // The new name lasts only once the directory is on the disk. Not every file system can, and the file itself is safe without.
    private static void Synchronize(string directory)
    {
        var descriptor = NativeFile.Open(directory, NativeFile.ReadOnly, 0);
        if (descriptor < 0)
            return;
        _ = NativeFile.Synchronize(descriptor);
        _ = NativeFile.Close(descriptor);
    }
}
