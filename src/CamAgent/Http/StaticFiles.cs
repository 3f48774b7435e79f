using System.Diagnostics.CodeAnalysis;

namespace CamAgent.Http;

/// <summary>
/// The page's files by their path. What is not in the table does not exist, so that no path from the network reaches
/// the file system.
/// </summary>
internal sealed class StaticFiles
{
    public const string IndexPath = "/index.html";

    private const int MaximumFiles = 1000;

    private readonly Dictionary<string, StaticFile> _files = new(StringComparer.Ordinal);

    private StaticFiles()
    {
    }

    public static StaticFiles Load(string directory, ILogger logger)
    {
        var files = new StaticFiles();
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 8 };
        foreach (var path in Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*", options) : [])
        {
            if (files._files.Count == MaximumFiles)
            {
                logger.PageTooLarge(MaximumFiles, directory);
                break;
            }

            var name = "/" + System.IO.Path.GetRelativePath(directory, path).Replace(System.IO.Path.DirectorySeparatorChar, '/');
            files._files[name] = StaticFile.Open(path);
        }

        if (!files._files.ContainsKey(IndexPath))
            logger.PageMissing(directory);
        return files;
    }

    public bool TryGet(string path, [NotNullWhen(true)] out StaticFile? file) => _files.TryGetValue(path, out file);
}
