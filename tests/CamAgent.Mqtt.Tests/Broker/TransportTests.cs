using CamAgent.Mqtt.Tests.Client;

namespace CamAgent.Mqtt.Tests.Broker;

[Trait("Category", "Broker")]
public sealed class TransportTests
{
    public static TheoryData<bool, MqttVersionPreference> Ways
    {
        get
        {
            var ways = new TheoryData<bool, MqttVersionPreference>();
            foreach (var webSocket in new[] { false, true })
            {
                ways.Add(webSocket, MqttVersionPreference.V5Only);
                ways.Add(webSocket, MqttVersionPreference.V311Only);
            }

            return ways;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task A_message_comes_back_over_tcp_and_websocket_in_either_version(bool webSocket, MqttVersionPreference version)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await EchoAsync(new() { Server = webSocket ? broker.WebSocketUrl : broker.Url, ClientId = "camera", Version = version });
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task A_message_comes_back_over_tls_and_secure_websocket_in_either_version(bool webSocket, MqttVersionPreference version)
    {
        await using var tls = await TlsBroker.StartAsync(authority => authority.IssueLoopback());
        await EchoAsync(tls.Options(webSocket) with { Version = version });
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_that_nobody_trusted_signed_is_refused(bool webSocket)
    {
        await using var tls = await TlsBroker.StartAsync(authority => authority.IssueLoopback());
        await RefusedAsync(tls.Options(webSocket, trust: false), "certificate of 127.0.0.1 is not trusted", "set mqtt.caFile");

        using var stranger = new TestCertificates("Another root");
        var otherRoot = tls.Broker.Write("other.pem", stranger.RootPem);
        await RefusedAsync(tls.Options(webSocket) with { Tls = new() { CaFile = otherRoot } }, "certificate of 127.0.0.1 is not trusted", "other.pem (mqtt.caFile) did not sign it");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_for_another_host_is_refused(bool webSocket)
    {
        await using var tls = await TlsBroker.StartAsync(authority => authority.Issue("broker", names => names.AddDnsName("broker.example")));
        await RefusedAsync(tls.Options(webSocket), "certificate of 127.0.0.1 is for broker.example", "");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_expired_certificate_is_refused(bool webSocket)
    {
        await using var tls = await TlsBroker.StartAsync(authority => authority.IssueLoopback(until: DateTimeOffset.UtcNow.AddDays(-1)));
        await RefusedAsync(tls.Options(webSocket), "certificate of 127.0.0.1 is not trusted", "check the clock, or renew it");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broker_that_wants_a_client_certificate_takes_ours_and_refuses_its_absence(bool webSocket)
    {
        await using var tls = await TlsBroker.StartAsync(authority => authority.IssueLoopback(), requireClient: true);
        await EchoAsync(tls.Options(webSocket, clientCertificate: true));
        await using var without = ClientProbe.Start(tls.Options(webSocket));
        await without.FaultAsync();
        Assert.Empty(without.States.OfType<MqttConnectionState.Connected>());
    }

    [SkippableFact]
    public async Task A_file_that_cannot_be_used_is_named()
    {
        await using var tls = await TlsBroker.StartAsync(authority => authority.IssueLoopback());
        var options = tls.Options(webSocket: false);
        await using var missing = ClientProbe.Start(options with { Tls = new() { CaFile = "/nonexistent/ca.pem" } });
        var fault = await missing.FaultAsync();
        Assert.Equal(MqttFaultKind.Configuration, fault.Kind);
        Assert.Contains("mqtt.caFile: /nonexistent/ca.pem cannot be used", fault.Message, StringComparison.Ordinal);

        var empty = tls.Broker.Write("empty.pem", "");
        await using var without = ClientProbe.Start(options with { Tls = options.Tls with { ClientCertificateFile = empty } });
        Assert.Contains("mqtt.clientCertificateFile", (await without.FaultAsync()).Message, StringComparison.Ordinal);
    }

    private static async Task EchoAsync(MqttClientOptions options)
    {
        await using var probe = ClientProbe.Start(options with { BackOff = ClientProbe.Quick });
        var connected = await probe.ConnectedAsync();
        Assert.Equal(options.Version == MqttVersionPreference.V311Only ? MqttVersion.V311 : MqttVersion.V5, connected.Version);
        await probe.SubscribedAsync("echo/+", new() { QoS = QualityOfService.ExactlyOnce });
        foreach (var qos in Enum.GetValues<QualityOfService>())
            Assert.True((await probe.PublishAsync($"echo/{(int)qos}", $"hello {qos}", qos)).IsDelivered);
        await probe.ReceivedAsync(3);
        Assert.Equal("hello AtLeastOnce hello AtMostOnce hello ExactlyOnce", string.Join(' ', probe.Payloads.Order(StringComparer.Ordinal)));
        Assert.Single(probe.States.OfType<MqttConnectionState.Connected>());
    }

    private static async Task RefusedAsync(MqttClientOptions options, string what, string remedy)
    {
        await using var probe = ClientProbe.Start(options);
        var fault = await probe.FaultAsync();
        Assert.Equal(MqttFaultKind.Certificate, fault.Kind);
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
        Assert.Empty(probe.States.OfType<MqttConnectionState.Connected>());
    }
}
