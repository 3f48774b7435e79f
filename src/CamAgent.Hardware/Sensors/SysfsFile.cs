using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Sensors;

/// <summary>
/// Reads the small files of sysfs. Devices vanish and drivers fail between any two calls, so errors are numbers, not exceptions,
/// and whatever a driver prints is bounded.
/// </summary>
internal static unsafe class SysfsFile
{
    /// <summary>A page: what the kernel's show functions have for their text.</summary>
    public const int MaximumBytes = 4096;

    /// <returns>The text's length, or a negated error number.</returns>
    public static int Read(string path, Span<byte> buffer)
    {
        var descriptor = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC | LibC.O_NONBLOCK);
        if (descriptor < 0)
            return -Marshal.GetLastPInvokeError();
        var length = 0;
        fixed (byte* pointer = buffer)
        {
            while (length < buffer.Length)
            {
                var count = (int)LibC.read(descriptor, pointer + length, (nuint)(buffer.Length - length));
                if (count < 0 && Marshal.GetLastPInvokeError() is var error)
                {
                    if (error == LibC.EINTR)
                        continue;
                    length = -error;
                    break;
                }

                if (count == 0)
                    break;
                length += count;
            }
        }

        _ = LibC.close(descriptor);
        return length;
    }

    /// <summary>A file with one number.</summary>
    /// <param name="error">Positive; 0 when the file holds something that is no number.</param>
    public static bool TryReadNumber(string path, out double value, out int error)
    {
        Span<byte> buffer = stackalloc byte[128];
        var length = Read(path, buffer);
        error = Math.Max(0, -length);
        value = 0;
        return length > 0 && TryParseNumber(buffer[..length], out value);
    }

    /// <summary>The first line, printable; empty when there is none.</summary>
    public static string ReadLabel(string path)
    {
        Span<byte> buffer = stackalloc byte[128];
        var length = Read(path, buffer);
        if (length <= 0)
            return "";
        var line = buffer[..length];
        var end = line.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? line : line[..end]).Trim();
    }

    /// <summary>Digits with a sign and a point, and nothing else but white space around.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(text.Trim(" \t\r\n\0"u8), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);

    /// <summary>Entries of a directory; none when it is not there.</summary>
    public static IReadOnlyList<string> List(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Take(MostEntries).Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Where a link of a class directory leads: the device's place in the tree, which tells more than its number.</summary>
    public static string Resolve(string entry)
    {
        try
        {
            return Directory.ResolveLinkTarget(entry, returnFinalTarget: true)?.FullName ?? entry;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return entry;
        }
    }

    public static string ErrorText(int error) => error == 0 ? "it gives no number" : LibC.ErrorText(error);

    private const int MostEntries = 2048;
}
