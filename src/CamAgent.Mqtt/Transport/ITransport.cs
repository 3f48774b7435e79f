namespace CamAgent.Mqtt.Transport;

/// <summary>An ordered stream of bytes to the broker. One reader and one writer at a time; failures are <see cref="IOException"/>.</summary>
internal interface ITransport : IAsyncDisposable
{
    /// <returns>Zero when the broker has ended the stream.</returns>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>
    /// Nothing more will be written. What was written is to reach the broker before the connection falls: closing a socket with unread bytes
    /// resets it, and the reset may overtake a DISCONNECT.
    /// </summary>
    ValueTask FinishAsync(CancellationToken cancellationToken);
}
