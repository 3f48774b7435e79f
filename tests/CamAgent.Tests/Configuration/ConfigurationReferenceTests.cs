using CamAgent.Configuration;

namespace CamAgent.Tests.Configuration;

public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void The_reference_in_docs_is_the_schemas()
    {
        var kept = File.ReadAllText(Path.Combine(Repository(), "docs", "configuration.md"));

        Assert.True(ConfigurationReference.Write() == kept, "docs/configuration.md is out of date: write it again with \"camagent config reference > docs/configuration.md\"");
    }

    private static string Repository()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "CamAgent.sln")))
                return directory.FullName;
        }

        throw new InvalidOperationException($"There is no CamAgent.sln above {AppContext.BaseDirectory}.");
    }
}
