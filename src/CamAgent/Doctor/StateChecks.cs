using System.Globalization;
using CamAgent.Access;

namespace CamAgent.Doctor;

/// <summary>What the agent keeps: its directory, the viewers, the identity.</summary>
internal static class StateChecks
{
    private const int GroupAndOthers = 0b000_111_111;
    private const long FewBytes = 200L << 20;
    private const long TooFewBytes = 16L << 20;

    /// <param name="isAccessRequired">Whether somebody must be paired to watch.</param>
    public static IEnumerable<DoctorCheck> All(IReadOnlyDictionary<string, string> environment, TimeProvider time, bool isAccessRequired)
    {
        StateDirectory directory;
        try
        {
            directory = StateDirectory.From(environment);
        }
        catch (StateException exception)
        {
            return [new DoctorCheck("state directory", () => DoctorFinding.Fail(exception.Message, "Under systemd: StateDirectory=camagent."))];
        }

        return
        [
            new("state directory", () => Directory(directory.Path)),
            new("disk space", () => DiskSpace(directory.Path)),
            new("viewers", () => Viewers(new ViewerStore(directory, time), time, isAccessRequired)),
            new("identity", () => Identity(directory.FileNamed(IdentityCertificateStore.FileName))),
        ];
    }

    private static DoctorFinding Directory(string path)
    {
        if (!FileStatus.TryGet(path, out var status))
            return DoctorFinding.Ok($"{path} is made when it is needed");
        try
        {
            var probe = Path.Combine(path, $".doctor.{Guid.NewGuid():N}");
            PrivateFile.Open(probe, FileMode.CreateNew).Dispose();
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return DoctorFinding.Fail($"{path} cannot be written by this user: {exception.Message}", $"Give it to the user that the agent runs as: chown camagent {path}");
        }

        return (status.Mode & GroupAndOthers) == 0
            ? DoctorFinding.Ok(path)
            : DoctorFinding.Warn($"{path} is open to other users", $"chmod 700 {path}");
    }

    private static DoctorFinding DiskSpace(string path)
    {
        var existing = path;
        while (!System.IO.Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            existing = parent;
        var free = new DriveInfo(existing).AvailableFreeSpace;
        var text = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MB free at {existing}");
        return free switch
        {
            < TooFewBytes => DoctorFinding.Fail(text, "Make room: viewers cannot be stored."),
            < FewBytes => DoctorFinding.Warn(text, "Make room before logs and clips fill it."),
            _ => DoctorFinding.Ok(text),
        };
    }

    private static DoctorFinding Viewers(ViewerStore store, TimeProvider time, bool isAccessRequired)
    {
        IReadOnlyList<Viewer> viewers;
        try
        {
            viewers = store.List();
        }
        catch (StateException exception)
        {
            return DoctorFinding.Fail(exception.Message, "See the message.");
        }

        if (viewers.Count > 0 && IsOpen(store.Path))
            return DoctorFinding.Fail($"{store.Path} holds secrets and other users may read it", $"chmod 600 {store.Path}; then remove the viewers and add them again: their secrets may be known.");
        if (viewers.Count == 0)
            return isAccessRequired ? DoctorFinding.Warn("nobody may watch yet", "camagent viewer add NAME") : DoctorFinding.Ok("none, and access control is off");
        var expired = viewers.Where(viewer => viewer.IsExpired(time.GetUtcNow())).Select(viewer => viewer.Name).ToArray();
        return expired.Length == 0
            ? DoctorFinding.Ok(string.Create(CultureInfo.InvariantCulture, $"{viewers.Count} may watch"))
            : DoctorFinding.Warn($"expired: {string.Join(", ", expired)}", "camagent viewer remove NAME, and add them again if they shall watch.");
    }

    private static DoctorFinding Identity(string path)
    {
        if (!FileStatus.TryGet(path, out _))
            return DoctorFinding.Ok("is made at the first start");
        try
        {
            if (!IdentityFingerprint.TryCompute(BoundedFile.Read(path, 64 * 1024), out var fingerprint))
                return DoctorFinding.Fail($"{path} holds no certificate with its key", "Restore it from a backup; or move it away, and pair every viewer again.");
            return IsOpen(path)
                ? DoctorFinding.Fail($"{path} holds a private key and other users may read it", $"chmod 600 {path}")
                : DoctorFinding.Ok($"{fingerprint[..23]}…");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return DoctorFinding.Fail($"{path} cannot be read: {exception.Message}", $"Run as the agent's user, or give it the file: chown camagent {path}");
        }
    }

    private static bool IsOpen(string path) => FileStatus.TryGet(path, out var status) && (status.Mode & GroupAndOthers) != 0;
}
