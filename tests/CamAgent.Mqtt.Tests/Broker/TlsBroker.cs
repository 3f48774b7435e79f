namespace CamAgent.Mqtt.Tests.Broker;

/// <summary>A mosquitto behind TLS, and the options of a client that may enter.</summary>
internal sealed class TlsBroker : IAsyncDisposable
{
    private readonly TestCertificates _authority;

    private TlsBroker(MosquittoBroker broker, TestCertificates authority)
    {
        Broker = broker;
        _authority = authority;
    }

    public MosquittoBroker Broker { get; }

    public string SecureUrl(bool webSocket, string host = "127.0.0.1") =>
        webSocket ? $"wss://{host}:{Broker.WebSocketPort}/mqtt" : $"mqtts://{host}:{Broker.Port}";

    public static async Task<TlsBroker> StartAsync(Func<TestCertificates, (string Certificate, string Key)> issue, bool requireClient = false)
    {
        var authority = new TestCertificates("Test root");
        var (certificate, key) = issue(authority);
        var (clientCertificate, clientKey) = authority.Issue("camera", names => names.AddDnsName("camera"), server: false);
        var broker = await MosquittoBroker.StartAsync(
            $"""
            cafile DIRECTORY/ca.pem
            certfile DIRECTORY/cert.pem
            keyfile DIRECTORY/key.pem
            require_certificate {(requireClient ? "true" : "false")}
            """,
            files: [("ca.pem", authority.RootPem), ("cert.pem", certificate), ("key.pem", key), ("client.pem", clientCertificate), ("client-key.pem", clientKey)]);
        return new(broker, authority);
    }

    public MqttClientOptions Options(bool webSocket, bool trust = true, bool clientCertificate = false, string host = "127.0.0.1") => new()
    {
        Server = SecureUrl(webSocket, host),
        ClientId = "camera",
        BackOff = Client.ClientProbe.Quick,
        Tls = new()
        {
            CaFile = trust ? Broker.PathOf("ca.pem") : null,
            ClientCertificateFile = clientCertificate ? Broker.PathOf("client.pem") : null,
            ClientKeyFile = clientCertificate ? Broker.PathOf("client-key.pem") : null,
            OfferAlpn = true,
        },
    };

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _authority.Dispose();
    }
}
