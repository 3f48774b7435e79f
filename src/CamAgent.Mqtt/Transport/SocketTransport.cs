using System.Net.Security;
using System.Net.Sockets;

namespace CamAgent.Mqtt.Transport;

/// <summary>MQTT straight on TCP, or within TLS.</summary>
internal sealed class SocketTransport(Socket socket, Stream stream) : ITransport
{
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => stream.ReadAsync(buffer, cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => stream.WriteAsync(bytes, cancellationToken);

    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (stream is SslStream tls)
            await tls.ShutdownAsync().WaitAsync(cancellationToken);
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        socket.Dispose();
    }
}
