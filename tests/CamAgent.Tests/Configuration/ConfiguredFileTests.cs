using CamAgent.Configuration;
using CamAgent.Tests.Access;

namespace CamAgent.Tests.Configuration;

public sealed class ConfiguredFileTests
{
    private readonly Dictionary<string, string> _environment = [];

    [Fact]
    public void A_credential_of_that_name_goes_before_the_file_beside_the_configuration()
    {
        using var credentials = new TemporaryDirectory();
        using var directory = new TemporaryDirectory();
        credentials.Write("broker", "from the credential\n");
        directory.Write("broker", "from the file");
        directory.Write("token", "from the file\r\n");
        _environment["CREDENTIALS_DIRECTORY"] = credentials.Path;
        var configuration = Load(directory, """{ "mqtt": { "username": "u", "passwordFile": "broker" }, "publish": { "tokenFile": "token" } }""");

        Assert.Equal("from the credential", configuration.Mqtt.PasswordFile!.ReadSecret());
        Assert.Equal("from the file", configuration.Publish.TokenFile!.ReadSecret());
    }

    [Fact]
    public void A_credentials_name_cannot_leave_its_directory()
    {
        using var credentials = new TemporaryDirectory();
        using var directory = new TemporaryDirectory();
        _environment["CREDENTIALS_DIRECTORY"] = Path.Combine(credentials.Path, "inner");
        Directory.CreateDirectory(_environment["CREDENTIALS_DIRECTORY"]);
        credentials.Write("outside", "x");
        var configuration = Load(directory, """{ "publish": { "tokenFile": "../outside" } }""", checkFiles: false);

        Assert.Equal(Path.GetFullPath("../outside", directory.Path), configuration.Publish.TokenFile!.Path);
    }

    [Fact]
    public void A_secret_that_is_renewed_counts_from_the_next_use()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("token", "one");
        var token = Load(directory, """{ "publish": { "tokenFile": "token" } }""").Publish.TokenFile!;
        _ = token.ReadSecret();
        directory.Write("token", "two");

        Assert.Equal("two", token.ReadSecret());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    public void An_empty_secret_is_refused(string content) => Refused(path => File.WriteAllText(path, content));

    [Fact]
    public void A_secret_beyond_sixteen_kibibytes_is_refused() => Refused(path => File.WriteAllBytes(path, new byte[ConfiguredFile.MaximumSecretBytes + 1]));

    [Fact]
    public void A_secret_that_is_no_text_is_refused() => Refused(path => File.WriteAllBytes(path, [0xFF, 0xFE]));

    [Fact]
    public void A_directory_is_refused() => Refused(path => Directory.CreateDirectory(path));

    private static void Refused(Action<string> make)
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "secret");
        make(path);
        var exception = Assert.Throws<ConfiguredFileException>(() => new ConfiguredFile("mqtt.passwordFile", path).ReadSecret());

        Assert.StartsWith($"mqtt.passwordFile: {path}", exception.Message, StringComparison.Ordinal);
    }

    private AgentConfiguration Load(TemporaryDirectory directory, string json, bool checkFiles = true)
    {
        var result = ConfigurationLoader.Load(new ConfigurationSources { File = directory.Write("camagent.json", json), Environment = _environment, CheckFiles = checkFiles });
        Assert.Empty(result.Problems);
        return result.Configuration!;
    }
}
