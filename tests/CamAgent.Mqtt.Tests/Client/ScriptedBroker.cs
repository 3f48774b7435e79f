using System.Net;
using System.Net.Sockets;
using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Client;

/// <summary>A server on loopback that does what a test says, be it against every rule.</summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedBroker() => _listener.Start();

    public string Url => $"mqtt://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async Task<ScriptedConnection> AcceptAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return new(await _listener.AcceptTcpClientAsync(deadline.Token));
    }

    /// <summary>Accepts a client and answers its CONNECT.</summary>
    public async Task<ScriptedConnection> AcceptConnectAsync(PacketProperties? properties = null, bool sessionPresent = false)
    {
        var connection = await AcceptAsync();
        await connection.ExpectAsync<ConnectPacket>();
        await connection.SendAsync(new ConnackPacket(sessionPresent, ReasonCode.Success, properties, connection.Version == MqttVersion.V311 ? (byte)0 : null));
        return connection;
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }
}
