namespace CamAgent.Mqtt.Session;

/// <summary>A received message on its way to the handlers; the acknowledgement that it owes goes out when they are done.</summary>
/// <param name="connection">The connection that carried it: a PUBACK belongs there, or nowhere.</param>
/// <param name="receipt">With QoS 2 only.</param>
internal sealed class InboundDelivery(ReceivedMessage message, ushort packetId, int connection, ExactlyOnceReceipt? receipt = null)
{
    public ReceivedMessage Message { get; } = message;

    public ushort PacketId { get; } = packetId;

    public int Connection { get; } = connection;

    public ExactlyOnceReceipt? Receipt { get; } = receipt;
}
