using System.Net.WebSockets;

namespace CamAgent.Mqtt.Transport;

/// <summary>MQTT in binary WebSocket messages, whose borders mean nothing (MQTT 5 §6).</summary>
internal sealed class WebSocketTransport(WebSocket socket) : ITransport
{
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer, cancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                    return 0;
                // MQTT-6.0.0-1: another kind of message ends the connection.
                if (result.MessageType != WebSocketMessageType.Binary)
                    throw new IOException("the broker sent a WebSocket text message, where MQTT is binary");
                // An empty message is not the end.
                if (result.Count > 0)
                    return result.Count;
            }
        }
        catch (WebSocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        catch (WebSocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken);
        }
        catch (WebSocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
