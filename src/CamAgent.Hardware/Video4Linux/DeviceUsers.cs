using System.Globalization;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>Which programs have a file open, as /proc tells: only those of the same user, unless root asks.</summary>
public static class DeviceUsers
{
    /// <returns>Each as <c>ffmpeg (process 4711)</c>; without this process.</returns>
    public static IReadOnlyList<string> Find(string path, string proc = "/proc")
    {
        var users = new List<string>();
        try
        {
            var device = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
            foreach (var process in Directory.EnumerateDirectories(proc))
            {
                var id = Path.GetFileName(process);
                if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number != Environment.ProcessId && HasOpen(process, device))
                    users.Add($"{Name(process)} (process {id})");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process or a device that ends while it is looked at: what was found counts.
        }

        return users;
    }

    private static bool HasOpen(string process, string device)
    {
        try
        {
            foreach (var descriptor in Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")))
            {
                if (string.Equals(new FileInfo(descriptor).LinkTarget, device, StringComparison.Ordinal))
                    return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another user's.
        }

        return false;
    }

    private static string Name(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
