using System.Security.Cryptography;
using System.Text;
using CamAgent.Configuration;
using CamAgent.Hosting;
using CamAgent.Tests.Access;
using CamAgent.Tests.Configuration;
using CamAgent.WebRtc.Turn;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.Hosting;

public sealed class ConfiguredIceServersTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(Now);
    private readonly string _secret;
    private readonly string _password;

    public ConfiguredIceServersTests()
    {
        _secret = _directory.Write("secret", "north\n");
        _password = _directory.Write("password", "hunter2\n");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("alice", "", "alice")]
    [InlineData(null, "", "viewer")]
    [InlineData("alice", "house", "house")]
    public void A_viewer_gets_credentials_of_an_hour_made_from_the_shared_secret(string? viewer, string username, string name)
    {
        var server = Assert.Single(ConfiguredIceServers.For(Configuration($$"""{ "urls": ["turn:turn.example.org"], "username": "{{username}}", "sharedSecretFile": "{{_secret}}" }"""), viewer, _time, NullLogger.Instance));
        Assert.Equal($"{Now.AddHours(1).ToUnixTimeSeconds()}:{name}", server.Username);
#pragma warning disable CA5350 // What the server will compute.
        Assert.Equal(Convert.ToBase64String(HMACSHA1.HashData("north"u8, Encoding.UTF8.GetBytes(server.Username!))), server.Credential);
#pragma warning restore CA5350
        Assert.Equal(["turn:turn.example.org:3478?transport=udp"], server.Urls);
    }

    [Fact]
    public void Lasting_credentials_are_passed_on_and_servers_without_any_only_for_STUN()
    {
        var servers = ConfiguredIceServers.For(
            Configuration(
                $$"""{ "urls": ["turn:a.example.org"], "username": "u", "credentialFile": "{{_password}}" }""",
                """{ "urls": ["stun:b.example.org", "turn:c.example.org"] }""",
                $$"""{ "urls": ["stun:d.example.org"], "username": "u", "credentialFile": "{{_password}}" }"""),
            "alice",
            _time,
            NullLogger.Instance);
        Assert.Equal([("u", "hunter2"), (null, null), (null, null)], servers.Select(server => (server.Username, server.Credential)));
        Assert.Equal(["stun:b.example.org:3478"], servers[1].Urls);
    }

    [Fact]
    public void The_camera_has_a_day_and_its_own_name()
    {
        var servers = ConfiguredIceServers.TurnServers(
            Configuration($$"""{ "urls": ["stun:a", "turn:a:3478", "turns:a:443?transport=tcp", "turns:a:444?transport=udp", "turn:a:80?transport=tcp"], "sharedSecretFile": "{{_secret}}" }"""), _time);
        var server = Assert.Single(servers);
        Assert.Equal([new TurnUri("a", 3478, TurnTransport.Udp), new("a", 443, TurnTransport.Tls), new("a", 80, TurnTransport.Tcp)], server.Uris);
        var credential = server.Credentials.Create();
        Assert.Equal($"{Now.AddHours(24).ToUnixTimeSeconds()}:front-door", credential.Username);
        Assert.Equal(Now.AddHours(24), credential.Expires);
    }

    [Fact]
    public void What_stayed_as_it_was_is_recognized_after_a_reload()
    {
        var text = $$"""{ "urls": ["turn:a"], "username": "u", "credentialFile": "{{_password}}" }""";
        Assert.Equal(ConfiguredIceServers.TurnServers(Configuration(text), _time), ConfiguredIceServers.TurnServers(Configuration(text), _time));
        Assert.NotEqual(
            ConfiguredIceServers.TurnServers(Configuration(text), _time),
            ConfiguredIceServers.TurnServers(Configuration(text.Replace("\"u\"", "\"v\"", StringComparison.Ordinal)), _time));
    }

    [Fact]
    public void A_password_that_was_renewed_counts_from_the_next_use()
    {
        var server = Assert.Single(ConfiguredIceServers.TurnServers(Configuration($$"""{ "urls": ["turn:a"], "username": "u", "credentialFile": "{{_password}}" }"""), _time));
        Assert.Equal("hunter2", server.Credentials.Create().Password);
        _directory.Write("password", "hunter3");
        Assert.Equal("hunter3", server.Credentials.Create().Password);
        File.Delete(_password);
        var exception = Assert.Throws<TurnCredentialException>(() => server.Credentials.Create());
        Assert.Contains("credentialFile", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_stands_in_no_text_that_could_be_logged()
    {
        var log = new CollectingLog();
        var configuration = Configuration(
            $$"""{ "urls": ["turn:a"], "sharedSecretFile": "{{_secret}}" }""", $$"""{ "urls": ["turn:b"], "username": "u", "credentialFile": "{{_password}}" }""");
        var servers = ConfiguredIceServers.TurnServers(configuration, _time);
        File.Delete(_password);
        _ = ConfiguredIceServers.For(configuration, "alice", _time, log);
        var texts = log.Lines.Concat(servers.Select(server => $"{server} {server.Credentials}")).Append(servers[0].Credentials.Create().ToString());
        Assert.NotEmpty(log.Lines);
        Assert.All(texts, text => Assert.DoesNotMatch("north|hunter2", text));
        Assert.DoesNotContain(servers[0].Credentials.Create().Password, string.Join(' ', texts), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_relays_are_the_only_way_the_camera_asks_no_STUN_server()
    {
        var configuration = Configuration($$"""{ "urls": ["stun:s", "turn:a"], "username": "u", "credentialFile": "{{_password}}" }""");
        Assert.Equal(2, ConfiguredIceServers.StunServers(configuration.WebRtc).Count);
        Assert.Empty(ConfiguredIceServers.StunServers(configuration.WebRtc with { IceTransportPolicy = IceTransportPolicy.Relay }));
    }

    [Fact]
    public void TURN_over_DTLS_is_warned_of()
    {
        var result = Loaded.From($$"""{ "webRtc": { "iceServers": [{ "urls": ["turns:a:5349?transport=udp"], "username": "u", "credentialFile": "{{_password}}" }] } }""");
        Assert.Contains("DTLS", Assert.Single(result.Warnings).ToString(), StringComparison.Ordinal);
    }

    private static AgentConfiguration Configuration(params string[] servers) =>
        Loaded.Valid($$"""{ "device": { "id": "front-door" }, "webRtc": { "iceServers": [{{string.Join(", ", servers)}}] } }""");

    private sealed class CollectingLog : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
