using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Video.Libcamera;

/// <summary>Which of libcamera's programs.</summary>
internal enum LibcameraDialect
{
    /// <summary><c>rpicam-vid</c>, and <c>libcamera-vid</c> as it was called before: takes every setting as an argument.</summary>
    Rpicam,

    /// <summary><c>cam</c>, libcamera's own: gives pictures and takes no settings.</summary>
    Cam,
}

/// <summary>A program of this machine that gives libcamera's pictures.</summary>
public sealed record LibcameraProgram
{
    private LibcameraProgram(string path, LibcameraDialect dialect) => (Path, Dialect) = (path, dialect);

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary><c>rpicam-vid</c>.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    internal LibcameraDialect Dialect { get; }

    /// <summary>The best that is installed; null where none is.</summary>
    public static LibcameraProgram? Find() => Find(Environment.GetEnvironmentVariable("PATH") ?? "");

    internal static LibcameraProgram? Find(string searchPath)
    {
        foreach (var (name, dialect) in (ReadOnlySpan<(string, LibcameraDialect)>)
            [("rpicam-vid", LibcameraDialect.Rpicam), ("libcamera-vid", LibcameraDialect.Rpicam), ("cam", LibcameraDialect.Cam)])
        {
            foreach (var folder in searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries))
            {
                var path = System.IO.Path.Combine(folder, name);
                if (File.Exists(path) && LibC.access(path, LibC.X_OK) == 0)
                    return new(path, dialect);
            }
        }

        return null;
    }
}
