namespace CamAgent.Access;

/// <summary>Reads files that somebody else wrote: never more than was bargained for.</summary>
internal static class BoundedFile
{
    /// <exception cref="IOException">It cannot be read, or is larger than <paramref name="maximumBytes"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static byte[] Read(string path, int maximumBytes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var read = stream.Read(buffer.AsSpan(length));
            if (read == 0)
                return buffer[..length];
            length += read;
            if (length > maximumBytes)
                throw new IOException($"{path} is larger than {maximumBytes} bytes");
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
