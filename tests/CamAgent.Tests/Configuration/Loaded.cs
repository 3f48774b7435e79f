using System.Text;
using CamAgent.Configuration;
using CamAgent.Tests.Access;

namespace CamAgent.Tests.Configuration;

/// <summary>Configurations out of texts.</summary>
internal static class Loaded
{
    public static ConfigurationResult From(string json, Dictionary<string, string>? environment = null, bool demo = false, bool checkFiles = false) =>
        From(Encoding.UTF8.GetBytes(json), environment, demo, checkFiles);

    public static ConfigurationResult From(byte[] json, Dictionary<string, string>? environment = null, bool demo = false, bool checkFiles = false)
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "camagent.json");
        File.WriteAllBytes(file, json);
        return ConfigurationLoader.Load(new ConfigurationSources { File = file, Demo = demo, Environment = environment ?? [], CheckFiles = checkFiles, HostName = "host" });
    }

    /// <summary>Without a file.</summary>
    public static ConfigurationResult Without(Dictionary<string, string>? environment = null, bool demo = false) =>
        ConfigurationLoader.Load(new ConfigurationSources { Demo = demo, Environment = environment ?? [], FallbackFile = "/nonexistent/camagent.json", HostName = "host" });

    public static AgentConfiguration Valid(string json, Dictionary<string, string>? environment = null)
    {
        var result = From(json, environment);
        Assert.Empty(result.Problems);
        return result.Configuration!;
    }

    /// <summary>The problems, one line each.</summary>
    public static string[] Problems(string json, Dictionary<string, string>? environment = null) =>
        [.. From(json, environment).Problems.Select(problem => problem.ToString())];

    /// <summary>The one problem.</summary>
    public static string Problem(string json, Dictionary<string, string>? environment = null) => Assert.Single(Problems(json, environment));
}
