using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using CamAgent.Access;
using CamAgent.Doctor;
using CamAgent.Tests.Access;
using CamAgent.Tests.Configuration;

namespace CamAgent.Tests.Doctor;

[SupportedOSPlatform("linux")]
public sealed class ChecksTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("1970-01-01", true, DoctorStatus.Fail)]
    [InlineData("2026-11-20", false, DoctorStatus.Warn)]
    [InlineData("2026-11-20", true, DoctorStatus.Ok)]
    public void The_clock_is_sane_or_not(string date, bool isSynchronised, object expected) =>
        Assert.Equal(expected, MachineChecks.Clock(DateTimeOffset.Parse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), isSynchronised).Status);

    [Fact]
    public async Task OpenSSL_is_found_with_its_version()
    {
        var row = await RunAsync(MachineChecks.All(TimeProvider.System), "OpenSSL");

        Assert.Equal(DoctorStatus.Ok, row.Status);
        Assert.StartsWith("OpenSSL 3", row.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_others_may_look_into_is_a_warning()
    {
        File.SetUnixFileMode(_directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        Assert.Equal(DoctorStatus.Warn, (await StateAsync("state directory")).Status);

        File.SetUnixFileMode(_directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(DoctorStatus.Ok, (await StateAsync("state directory")).Status);
        Assert.Empty(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task Without_a_place_for_state_the_check_fails() =>
        Assert.Equal(DoctorStatus.Fail, Assert.Single(await DoctorRounds.RunAsync([.. StateChecks.All(new Dictionary<string, string>(), TimeProvider.System, true)], TimeProvider.System, CancellationToken.None)).Status);

    [Fact]
    public async Task Expired_viewers_are_named_and_readable_secrets_fail()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        var store = new ViewerStore(StateDirectory.At(_directory.Path), time);
        Assert.Equal("nobody may watch yet", (await StateAsync("viewers")).What);

        store.Add("alice", ViewerRights.View, TimeSpan.FromHours(1));
        Assert.Equal((DoctorStatus.Ok, "1 may watch"), Two(await StateAsync("viewers")));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((DoctorStatus.Warn, "expired: alice"), Two(await StateAsync("viewers", time)));
        File.SetUnixFileMode(store.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Equal(DoctorStatus.Fail, (await StateAsync("viewers")).Status);
        File.WriteAllText(store.Path, "rubbish");
        Assert.Equal(DoctorStatus.Fail, (await StateAsync("viewers")).Status);
    }

    [Fact]
    public async Task The_identity_is_whole_and_private_or_not()
    {
        Assert.Equal((DoctorStatus.Ok, "is made at the first start"), Two(await StateAsync("identity")));
        var store = new IdentityCertificateStore(StateDirectory.At(_directory.Path), () => SelfSignedIdentity.CreatePem(DateTimeOffset.UtcNow));
        _ = store.LoadOrCreate();
        Assert.Equal(DoctorStatus.Ok, (await StateAsync("identity")).Status);
        File.SetUnixFileMode(store.Path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal(DoctorStatus.Fail, (await StateAsync("identity")).Status);
    }

    [Fact]
    public async Task A_UDP_port_is_free_or_taken()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        var checks = NetworkChecks.All(Loaded.Valid($$"""{ "webRtc": { "udpPort": {{port}} }, "http": { "listen": "" } }""")).ToArray();

        Assert.Equal(DoctorStatus.Warn, (await RunAsync(checks, "UDP port")).Status);
        socket.Close();
        Assert.Equal(DoctorStatus.Ok, (await RunAsync(checks, "UDP port")).Status);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", DoctorStatus.Ok)]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", DoctorStatus.Fail)]
    [InlineData("SSH-2.0-OpenSSH\r\n", DoctorStatus.Fail)]
    public async Task An_HTTP_port_that_is_taken_is_right_only_if_an_agent_answers(string answer, object expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptSocketAsync();
            var buffer = new byte[4096];
            _ = await client.ReceiveAsync(buffer);
            await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        });
        var row = await RunAsync(NetworkChecks.All(Loaded.Valid($$"""{ "http": { "listen": "http://127.0.0.1:{{((IPEndPoint)listener.LocalEndpoint).Port}}" } }""")), "HTTP");
        await serving;

        Assert.Equal(expected, row.Status);
    }

    [Fact]
    public async Task Certificates_are_read_and_their_end_is_seen()
    {
        var file = Path.Combine(_directory.Path, "cert.pem");
        File.WriteAllBytes(file, SelfSignedIdentity.CreatePem(DateTimeOffset.UtcNow));
        var configuration = Loaded.Valid($$"""{ "mqtt": { "url": "mqtts://b", "caFile": "{{file}}" } }""");

        Assert.Equal(DoctorStatus.Ok, (await RunAsync(FileChecks.All(configuration, TimeProvider.System), "mqtt.caFile")).Status);
        Assert.Equal(DoctorStatus.Fail, (await RunAsync(FileChecks.All(configuration, new ManualTime(DateTimeOffset.UtcNow.AddYears(31))), "mqtt.caFile")).Status);
        File.WriteAllText(file, "rubbish");
        Assert.Equal(DoctorStatus.Fail, (await RunAsync(FileChecks.All(configuration, TimeProvider.System), "mqtt.caFile")).Status);
    }

    private static (DoctorStatus Status, string What) Two(DoctorRow row) => (row.Status, row.What);

    private Task<DoctorRow> StateAsync(string name, TimeProvider? time = null) =>
        RunAsync(StateChecks.All(new Dictionary<string, string> { ["STATE_DIRECTORY"] = _directory.Path }, time ?? TimeProvider.System, isAccessRequired: true), name);

    private static async Task<DoctorRow> RunAsync(IEnumerable<DoctorCheck> checks, string name) =>
        Assert.Single(await DoctorRounds.RunAsync([.. checks.Where(check => check.Name == name)], TimeProvider.System, CancellationToken.None));
}
