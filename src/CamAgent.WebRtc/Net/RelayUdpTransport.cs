namespace CamAgent.WebRtc.Net;

/// <summary>A connected UDP socket: the system chooses the way out, lets nobody else in, and says when nobody listens.</summary>
internal sealed class RelayUdpTransport(TransportAddress server) : RelayTransport
{
    private readonly UdpSocket _socket = UdpSocket.Connect(server);

    public override TransportAddress Local => _socket.Local;

    public override bool IsReliable => false;

    public override int Descriptor => _socket.Descriptor;

    public override string? Failure => null;

    public override long Dropped => _socket.SendErrors;

    public override void Send(ReadOnlySpan<byte> messages, int segmentSize) => _socket.Send(messages, segmentSize, server);

    public override bool TryReceive(Span<byte> buffer, out int length) => _socket.TryReceive(buffer, out length, out _);

    public override bool TakeRefusal() => _socket.TakeRefusal();

    public override void Dispose() => _socket.Dispose();
}
