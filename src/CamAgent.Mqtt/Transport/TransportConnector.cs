using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;

namespace CamAgent.Mqtt.Transport;

/// <summary>Opens the way to the broker that its address names.</summary>
internal sealed class TransportConnector(MqttEndpoint endpoint, MqttTlsOptions tls)
{
    /// <exception cref="TransportException">The reason in words for people.</exception>
    public async Task<ITransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var trust = endpoint.Tls ? new BrokerTrust(endpoint, tls) : null;
        try
        {
            return endpoint.WebSocket is { } address
                ? await OpenWebSocketAsync(address, trust, cancellationToken)
                : await OpenSocketAsync(trust, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException or WebSocketException or HttpRequestException)
        {
            throw new TransportException(ConnectFailure.Explain(endpoint, trust, exception), exception);
        }
    }

    private async Task<ITransport> OpenSocketAsync(BrokerTrust? trust, CancellationToken cancellationToken)
    {
        // Signaling messages are small and each is waited for.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(endpoint.Host, endpoint.Port), cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: false);
            if (trust is null)
                return new SocketTransport(socket, stream);
            var secure = new SslStream(stream);
            stream = secure;
            await secure.AuthenticateAsClientAsync(trust.Authentication, cancellationToken);
            return new SocketTransport(socket, secure);
        }
        catch
        {
            if (stream is not null)
                await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    private static async Task<ITransport> OpenWebSocketAsync(Uri address, BrokerTrust? trust, CancellationToken cancellationToken)
    {
        // The handler gives wss:// the same trust as mqtts://. The socket outlives it: an upgraded connection has left its pool.
        using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        if (trust is not null)
            handler.SslOptions = trust.Authentication;
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol("mqtt");
            // MQTT has its own pings.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            await socket.ConnectAsync(address, invoker, cancellationToken);
            return new WebSocketTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
