namespace CamAgent.Mqtt.Session;

/// <summary>A publish of QoS 1 or 2 that the broker has not answered to the end.</summary>
internal sealed class InFlightMessage(OutgoingMessage outgoing, ushort packetId)
{
    public OutgoingMessage Outgoing { get; } = outgoing;

    public ushort PacketId { get; } = packetId;

    /// <summary>PUBREC has come, PUBREL is sent: only PUBCOMP is missing (§4.3.3).</summary>
    public bool Released { get; set; }

    /// <summary>Its PUBLISH or PUBREL went out on the present connection.</summary>
    public bool SentOnThisConnection { get; set; }
}
