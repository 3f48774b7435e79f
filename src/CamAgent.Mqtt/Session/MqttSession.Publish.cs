using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Session;

/// <content>Publishing: the queue, the in-flight window, acknowledgements and redelivery (§4.3, §4.4, §4.6, §4.9).</content>
internal sealed partial class MqttSession
{
    private readonly OutgoingQueue _queue;

    // In the order of their first sending, which is the order of redelivery (§4.6).
    private readonly List<InFlightMessage> _inFlight = [];

    public int QueuedCount => _queue.Count;

    public int InFlightCount => _inFlight.Count;

    private int Window => Math.Min(_limits.ReceiveMaximum, _options.MaximumInFlight);

    /// <summary>Takes a message in; its completion says what became of it. A full queue drops its oldest messages, and says so.</summary>
    public OutgoingMessage Publish(MqttMessage message, TimeSpan now)
    {
        var outgoing = new OutgoingMessage(message, now);
        if (!_queue.Fits(outgoing))
        {
            Drop(outgoing, new(PublishOutcome.TooLarge, ReasonCode.PacketTooLarge, $"its {outgoing.Size} bytes exceed the send queue's {_options.SendQueueBytes}"));
            return outgoing;
        }

        DropExpired(now);
        while (_queue.IsFullFor(outgoing) && _queue.Dequeue() is { } oldest)
            Drop(oldest, new(PublishOutcome.QueueFull, ReasonCode.QuotaExceeded, "the send queue is full and newer messages pushed it out"));
        _queue.Enqueue(outgoing);
        return outgoing;
    }

    /// <summary>The caller gave up: a message that has not been sent will not be.</summary>
    public void Withdraw(OutgoingMessage message)
    {
        if (_queue.Remove(message))
            message.Complete(new(PublishOutcome.Abandoned, ReasonCode.UnspecifiedError, "the publish was cancelled before it was sent"));
    }

    /// <summary>
    /// The client is stopped: nobody waits any longer, and nothing is handled. What is in flight stays in the session; what was not handled
    /// the broker sends again, if it keeps one.
    /// </summary>
    public void Abandon()
    {
        AbandonDeliveries();
        var abandoned = new PublishResult(PublishOutcome.Abandoned, ReasonCode.UnspecifiedError, "the client was stopped before the message was delivered");
        while (_queue.Dequeue() is { } queued)
            queued.Complete(abandoned);
        foreach (var message in _inFlight)
            message.Outgoing.Complete(abandoned);
    }

    private void DropExpired(TimeSpan now) => _queue.RemoveExpired(now, expired =>
        Drop(expired, new(PublishOutcome.Expired, ReasonCode.UnspecifiedError, "its expiry passed before it could be sent")));

    private void Drop(OutgoingMessage message, PublishResult result)
    {
        message.Complete(result);
        Tell(new SessionEvent.Dropped(new(message.Message.Topic, Inbound: false, result.Outcome, result.Message)));
    }

    // §4.4: with a session, every PUBLISH and PUBREL that is unanswered is sent again; without one the broker knows none of them.
    private void ResumeInFlight(bool sessionPresent)
    {
        if (sessionPresent)
            return;
        for (var i = _inFlight.Count - 1; i >= 0; i--)
        {
            var message = _inFlight[i];
            _identifiers.Release(message.PacketId);
            if (message.Released)
                message.Outgoing.Complete(Delivered(ReasonCode.Success));
            else if (!message.Outgoing.Completion.IsCompleted)
                _queue.PutBack(message.Outgoing);
        }

        _inFlight.Clear();
    }

    private void WritePublishes(PacketBuffer destination, TimeSpan now, int batch)
    {
        DropExpired(now);
        var sent = 0;
        for (var i = 0; i < _inFlight.Count; i++)
        {
            var message = _inFlight[i];
            if (!message.SentOnThisConnection)
            {
                // §4.9: the receive maximum of this connection holds for redelivery too.
                if (sent >= Window || destination.Length >= batch)
                    return;
                if (!Resend(destination, message, now))
                {
                    i--;
                    continue;
                }
            }

            sent++;
        }

        while (destination.Length < batch && _queue.Peek() is { } next)
        {
            if (next.Message.QoS != QualityOfService.AtMostOnce && _inFlight.Count >= Window)
                return;
            _queue.Dequeue();
            SendFirst(destination, next, now);
        }
    }

    private void SendFirst(PacketBuffer destination, OutgoingMessage outgoing, TimeSpan now)
    {
        var message = outgoing.Message;
        if (message.QoS > _limits.MaximumQoS)
        {
            Drop(outgoing, new(PublishOutcome.Refused, ReasonCode.QoSNotSupported, $"{_broker} takes at most QoS {(int)_limits.MaximumQoS}"));
            return;
        }

        if (message.Retain && !_limits.RetainAvailable)
        {
            Drop(outgoing, new(PublishOutcome.Refused, ReasonCode.RetainNotSupported, $"{_broker} does not retain messages"));
            return;
        }

        if (message.QoS == QualityOfService.AtMostOnce)
        {
            if (TryWritePublish(destination, outgoing, 0, duplicate: false, now))
                outgoing.Complete(Delivered(ReasonCode.Success));
            return;
        }

        var id = _identifiers.Allocate();
        if (TryWritePublish(destination, outgoing, id, duplicate: false, now))
            _inFlight.Add(new(outgoing, id) { SentOnThisConnection = true });
        else
            _identifiers.Release(id);
    }

    /// <returns>False if the broker now takes less than the message: it has left the window.</returns>
    private bool Resend(PacketBuffer destination, InFlightMessage message, TimeSpan now)
    {
        if (message.Released)
        {
            PacketEncoder.Write(destination, new AcknowledgementPacket(PacketType.Pubrel, message.PacketId), Version);
        }
        else if (!TryWritePublish(destination, message.Outgoing, message.PacketId, duplicate: true, now))
        {
            Remove(message);
            return false;
        }

        message.SentOnThisConnection = true;
        return true;
    }

    private bool TryWritePublish(PacketBuffer destination, OutgoingMessage outgoing, ushort id, bool duplicate, TimeSpan now)
    {
        var start = destination.Length;
        var message = outgoing.Message;
        // The broker is told what is left of the expiry; a resent message that has none left gets a second, for it must be sent (§4.4).
        TimeSpan? left = message.Expiry is null ? null : outgoing.ExpiresAt - now;
        PacketEncoder.Write(
            destination,
            new PublishPacket
            {
                Topic = message.Topic,
                PacketId = id,
                QoS = message.QoS,
                Duplicate = duplicate,
                Retain = message.Retain,
                Payload = message.Payload,
                Properties = Version == MqttVersion.V5 ? MessageProperties(message, left) : null,
            },
            Version);
        var size = destination.Length - start;
        if (_limits.MaximumPacketSize is not { } maximum || size <= maximum)
            return true;

        destination.Truncate(start);
        Drop(outgoing, new(PublishOutcome.TooLarge, ReasonCode.PacketTooLarge, $"its packet of {size} bytes is larger than the {maximum} that {_broker} takes"));
        return false;
    }

    private void HandlePuback(AcknowledgementPacket packet)
    {
        if (Find(packet.PacketId, QualityOfService.AtLeastOnce) is not { } message)
        {
            Violated(ProtocolViolation.Protocol($"it acknowledged packet {packet.PacketId}, which was not sent"));
            return;
        }

        Remove(message);
        Finish(message, packet);
    }

    private void HandlePubrec(AcknowledgementPacket packet)
    {
        if (Find(packet.PacketId, QualityOfService.ExactlyOnce) is not { } message)
        {
            // §4.3.3, table 3-6: not an error in recovery, so it is answered and no more.
            WriteControl(new AcknowledgementPacket(PacketType.Pubrel, packet.PacketId, ReasonCode.PacketIdentifierNotFound));
            return;
        }

        if (packet.Code.IsFailure())
        {
            Remove(message);
            Finish(message, packet);
            return;
        }

        message.Released = true;
        WriteControl(new AcknowledgementPacket(PacketType.Pubrel, packet.PacketId));
    }

    private void HandlePubcomp(AcknowledgementPacket packet)
    {
        if (Find(packet.PacketId, QualityOfService.ExactlyOnce) is not { Released: true } message)
        {
            // The answer to a PUBREL of HandlePubrec's first branch.
            if (packet.Code == ReasonCode.PacketIdentifierNotFound)
                return;
            Violated(ProtocolViolation.Protocol($"it completed packet {packet.PacketId}, which was not released"));
            return;
        }

        Remove(message);
        message.Outgoing.Complete(Delivered(packet.Code));
    }

    private void Finish(InFlightMessage message, AcknowledgementPacket packet)
    {
        if (!packet.Code.IsFailure())
        {
            message.Outgoing.Complete(Delivered(packet.Code));
            return;
        }

        var words = packet.Code.InWords(packet.Properties?.ReasonString);
        Drop(message.Outgoing, new(PublishOutcome.Refused, packet.Code, $"{_broker} refused it: {words}"));
    }

    private InFlightMessage? Find(ushort id, QualityOfService qos)
    {
        foreach (var message in _inFlight)
        {
            if (message.PacketId == id && message.SentOnThisConnection && message.Outgoing.Message.QoS == qos)
                return message;
        }

        return null;
    }

    private void Remove(InFlightMessage message)
    {
        _inFlight.Remove(message);
        _identifiers.Release(message.PacketId);
    }

    private static PublishResult Delivered(ReasonCode code) => new(PublishOutcome.Delivered, code, "delivered");

    private static PacketProperties? MessageProperties(MqttMessage message, TimeSpan? expiry)
    {
        if (expiry is null && !message.PayloadIsText && message.ContentType is null && message.ResponseTopic is null
            && message.CorrelationData is null && message.UserProperties.Count == 0)
            return null;
        return new()
        {
            PayloadFormatIndicator = message.PayloadIsText ? (byte)1 : null,
            MessageExpiryInterval = expiry is { } left ? WholeSeconds(left) : null,
            ContentType = message.ContentType,
            ResponseTopic = message.ResponseTopic,
            CorrelationData = message.CorrelationData,
            UserProperties = message.UserProperties.Count > 0 ? [.. message.UserProperties] : null,
        };
    }
}
