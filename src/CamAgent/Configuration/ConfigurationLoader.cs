using System.Globalization;
using CamAgent.Access;

namespace CamAgent.Configuration;

/// <summary>Where a configuration comes from.</summary>
internal sealed record ConfigurationSources
{
    public const string DefaultFile = "/etc/camagent/camagent.json";

    /// <summary>What <c>--config</c> named; null means <see cref="DefaultFile"/>, which need not exist.</summary>
    public string? File { get; init; }

    /// <summary>Other defaults: test picture, open access on loopback. The default file is not read; one that <see cref="File"/> names is, and wins.</summary>
    public bool Demo { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Whether the files that are named must be there. A command that needs none of them works for users who may not read them.</summary>
    public bool CheckFiles { get; init; } = true;

    internal string FallbackFile { get; init; } = DefaultFile;

    internal string MachineIdFile { get; init; } = "/etc/machine-id";

    internal string HostName { get; init; } = System.Environment.MachineName;
}

/// <param name="Configuration">Null when there are problems.</param>
/// <param name="Warnings">What is allowed and yet hardly meant.</param>
/// <param name="File">The file that was read; null when there was none.</param>
internal sealed record ConfigurationResult(
    AgentConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems, IReadOnlyList<ConfigurationProblem> Warnings, string? File);

/// <summary>Reads the configuration: defaults, then the demo's, then the file, then the environment (contract §3). Finds every problem at once.</summary>
internal static class ConfigurationLoader
{
    public static ConfigurationResult Load(ConfigurationSources sources)
    {
        var document = new ConfigurationDocument();
        var file = ReadFile(sources, document);
        EnvironmentOverrides.Apply(sources.Environment, document);

        var values = new ConfigurationValues(document, DefaultsOf(sources));
        var directory = file is null ? Environment.CurrentDirectory : Path.GetDirectoryName(file)!;
        var configuration = new ConfigurationBinding(values, directory, sources.Environment.GetValueOrDefault("CREDENTIALS_DIRECTORY"))
            .Bind(sources.Demo, file, document.Values.Keys.ToHashSet(StringComparer.Ordinal));
        var rules = new ConfigurationRules(configuration, values, document);
        rules.Check(sources.CheckFiles);
        var problems = document.Problems.ToArray();
        return new ConfigurationResult(problems.Length == 0 ? configuration : null, problems, rules.Warnings, file);
    }

    private static string? ReadFile(ConfigurationSources sources, ConfigurationDocument document)
    {
        if (sources is { File: null, Demo: true } || (sources.File is null && !File.Exists(sources.FallbackFile)))
            return null;
        string path;
        try
        {
            path = Path.GetFullPath(sources.File ?? sources.FallbackFile);
        }
        catch (ArgumentException)
        {
            document.Report("--config", null, "is not a path");
            return null;
        }

        try
        {
            if (!FileStatus.TryGet(path, out var status) || !status.IsRegularFile)
                document.Report(path, null, Directory.Exists(path) ? "is a directory" : File.Exists(path) ? "is not a regular file" : "there is no such file");
            else if (status.Size > ConfigurationDocument.MaximumBytes)
                document.Report(path, null, string.Create(CultureInfo.InvariantCulture, $"{status.Size} bytes are too many; at most {ConfigurationDocument.MaximumBytes} are read"));
            else
                document.ReadJson(path, BoundedFile.Read(path, ConfigurationDocument.MaximumBytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            document.Report(path, null, $"cannot be read: {exception.Message}");
        }

        return path;
    }

    private static Dictionary<string, object> DefaultsOf(ConfigurationSources sources)
    {
        var defaults = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["device.id"] = DefaultDevice.Id(sources.MachineIdFile, sources.HostName),
            ["device.name"] = DefaultDevice.Name(sources.HostName),
        };
        if (sources.Demo)
        {
            defaults["video.source"] = "test";
            defaults["access.required"] = false;
            defaults["http.listen"] = "http://127.0.0.1:8080";
        }

        return defaults;
    }
}
