using System.Diagnostics.CodeAnalysis;
using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Session;

/// <content>Receiving: deliveries in order, acknowledged when they were handled, which is what holds the broker back (§4.9).</content>
internal sealed partial class MqttSession
{
    private readonly InboundQueue _inbound;
    private readonly TopicAliases _aliases;

    // Identifiers of this connection that the broker may not use again yet.
    private readonly HashSet<ushort> _unacknowledged = [];

    // §4.3.3 method B: received with QoS 2 and not yet released by the broker. Part of the session: it outlives the connection.
    private readonly Dictionary<ushort, ExactlyOnceReceipt> _exactlyOnce = [];

    public bool TryTakeDelivery([NotNullWhen(true)] out InboundDelivery? delivery) => _inbound.TryDequeue(out delivery);

    /// <summary>The handlers are done with it: the broker may be told.</summary>
    public void Acknowledge(InboundDelivery delivery)
    {
        if (delivery.Receipt is { } receipt)
            receipt.Handled = true;
        if (Phase != SessionPhase.Connected || (delivery.Receipt?.Connection ?? delivery.Connection) != _connection)
            return;
        switch (delivery.Message.QoS)
        {
            case QualityOfService.AtLeastOnce:
                _unacknowledged.Remove(delivery.PacketId);
                WriteControl(new AcknowledgementPacket(PacketType.Puback, delivery.PacketId));
                break;
            case QualityOfService.ExactlyOnce when _exactlyOnce.GetValueOrDefault(delivery.PacketId) == delivery.Receipt:
                WriteControl(new AcknowledgementPacket(PacketType.Pubrec, delivery.PacketId));
                break;
        }
    }

    private void AbandonDeliveries()
    {
        while (_inbound.TryDequeue(out _))
        {
        }

        foreach (var (id, _) in _exactlyOnce.Where(pair => !pair.Value.Handled).ToList())
            _exactlyOnce.Remove(id);
    }

    private void ResumeInbound(bool sessionPresent)
    {
        // With a session the broker sends again what was not acknowledged (§4.4); without one what waits is all there is,
        // but a broker that starts over and over must not pile it up.
        _inbound.TrimAcknowledged(sessionPresent ? 0 : _options.ReceiveMaximum, dropped =>
        {
            if (dropped.Receipt is not null && _exactlyOnce.GetValueOrDefault(dropped.PacketId) == dropped.Receipt)
                _exactlyOnce.Remove(dropped.PacketId);
            if (!sessionPresent)
                DropInbound(dropped.Message.Topic, "handlers were too slow and the broker lost the session");
        });
        if (!sessionPresent)
            _exactlyOnce.Clear();
    }

    private void HandlePublish(PublishPacket packet)
    {
        if (!TryResolveTopic(packet, out var topic))
            return;
        if (packet.QoS == QualityOfService.AtMostOnce)
        {
            if (!_inbound.TryEnqueue(new(ToReceived(packet, topic), 0, _connection)))
                DropInbound(topic, "handlers are too slow for the broker's QoS 0 messages");
            return;
        }

        if (!_unacknowledged.Add(packet.PacketId))
        {
            HandleRepeated(packet);
            return;
        }

        if (packet.QoS == QualityOfService.ExactlyOnce && _exactlyOnce.TryGetValue(packet.PacketId, out var known))
        {
            // The message is here already: from a connection that broke before PUBREC came through.
            known.Connection = _connection;
            if (known.Handled)
                WriteControl(new AcknowledgementPacket(PacketType.Pubrec, packet.PacketId));
            return;
        }

        var receipt = packet.QoS == QualityOfService.ExactlyOnce ? new ExactlyOnceReceipt(_connection) : null;
        if (receipt is not null)
            _exactlyOnce[packet.PacketId] = receipt;
        _inbound.TryEnqueue(new(ToReceived(packet, topic), packet.PacketId, _connection, receipt));
    }

    // §4.4: an MQTT 5 server repeats nothing within a connection; servers of MQTT 3.1.1 may.
    private void HandleRepeated(PublishPacket packet)
    {
        if (Version == MqttVersion.V5 || !packet.Duplicate)
            Violated(ProtocolViolation.Protocol($"it used packet identifier {packet.PacketId} again before it was free"));
        else if (packet.QoS == QualityOfService.ExactlyOnce && _exactlyOnce.TryGetValue(packet.PacketId, out var known) && known.Handled)
            WriteControl(new AcknowledgementPacket(PacketType.Pubrec, packet.PacketId));
    }

    private void HandlePubrel(AcknowledgementPacket packet)
    {
        var code = _exactlyOnce.Remove(packet.PacketId) ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound;
        _unacknowledged.Remove(packet.PacketId);
        WriteControl(new AcknowledgementPacket(PacketType.Pubcomp, packet.PacketId, code));
    }

    private bool TryResolveTopic(PublishPacket packet, [NotNullWhen(true)] out string? topic)
    {
        topic = packet.Topic;
        if (packet.Properties?.TopicAlias is not { } alias)
            return true;
        if (!_aliases.IsInRange(alias))
        {
            Violated(new(ReasonCode.TopicAliasInvalid, $"it used topic alias {alias}; allowed is 1 to {_options.TopicAliasMaximum}"));
            return false;
        }

        if (topic.Length > 0)
        {
            _aliases.Set(alias, topic);
            return true;
        }

        if (_aliases.TryGet(alias, out topic))
            return true;
        Violated(ProtocolViolation.Protocol($"it used topic alias {alias} before setting it"));
        return false;
    }

    private void DropInbound(string topic, string reason) =>
        Tell(new SessionEvent.Dropped(new(topic, Inbound: true, PublishOutcome.QueueFull, reason)));

    private ReceivedMessage ToReceived(PublishPacket packet, string topic)
    {
        var properties = packet.Properties;
        return new()
        {
            Topic = topic,
            Payload = packet.Payload,
            QoS = packet.QoS,
            Retain = packet.Retain,
            Duplicate = packet.Duplicate,
            Version = Version,
            Expiry = properties?.MessageExpiryInterval is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            PayloadIsText = properties?.PayloadFormatIndicator == 1,
            ContentType = properties?.ContentType,
            ResponseTopic = properties?.ResponseTopic,
            CorrelationData = properties?.CorrelationData,
            UserProperties = properties?.UserProperties is { } user ? user : [],
        };
    }
}
