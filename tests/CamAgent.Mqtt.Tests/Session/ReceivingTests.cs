using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Session;

public sealed class ReceivingTests
{
    private static MqttClientOptions Lasting => SessionHarness.Options with { SessionExpiry = TimeSpan.FromHours(1), CleanStart = false };

    [Fact]
    public void A_message_of_qos_1_is_acknowledged_after_it_was_handled_and_not_before()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Receive(Publish(7));
        var delivery = harness.TakeDelivery();
        Assert.Empty(harness.Sent());
        harness.Session.Acknowledge(delivery);
        Assert.Equal(new AcknowledgementPacket(PacketType.Puback, 7), Assert.Single(harness.Sent()));
    }

    [Fact]
    public void An_identifier_that_is_used_again_before_it_is_free_is_a_protocol_error_on_mqtt_5()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Receive(Publish(1));
        harness.Receive(Publish(1));
        Assert.Equal(ReasonCode.ProtocolError, Assert.Single(harness.Sent<DisconnectPacket>()).Code);
    }

    [Fact]
    public void An_acknowledgement_frees_the_identifier()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options with { ReceiveMaximum = 1 });
        for (var i = 0; i < 100; i++)
        {
            harness.Receive(Publish(7));
            harness.Session.Acknowledge(harness.TakeDelivery());
        }

        Assert.Null(harness.Session.Fault);
    }

    [Fact]
    public void The_acknowledgement_of_a_message_from_a_lost_connection_is_not_sent_on_the_next()
    {
        var harness = SessionHarness.Connected(Lasting);
        harness.Receive(Publish(7));
        var old = harness.TakeDelivery();
        harness.Break();
        harness.Connect(sessionPresent: true);
        harness.Receive(Publish(7, duplicate: true));
        harness.Session.Acknowledge(old);
        Assert.Empty(harness.Sent());
        harness.Session.Acknowledge(harness.TakeDelivery());
        Assert.Single(harness.Sent());
    }

    [Fact]
    public void A_message_of_qos_2_is_delivered_exactly_once_although_the_connection_breaks_at_every_step()
    {
        var harness = SessionHarness.Connected(Lasting);
        harness.Receive(Publish(9, QualityOfService.ExactlyOnce));
        var delivery = harness.TakeDelivery();

        // Before PUBREC.
        harness.Break();
        harness.Connect(sessionPresent: true);
        harness.Receive(Publish(9, QualityOfService.ExactlyOnce, duplicate: true));
        Assert.Empty(harness.Sent());
        harness.Session.Acknowledge(delivery);
        Assert.Equal(PacketType.Pubrec, Assert.Single(harness.Sent<AcknowledgementPacket>()).Type);

        // PUBREC is lost.
        harness.Break();
        harness.Connect(sessionPresent: true);
        harness.Receive(Publish(9, QualityOfService.ExactlyOnce, duplicate: true));
        Assert.Equal(PacketType.Pubrec, Assert.Single(harness.Sent<AcknowledgementPacket>()).Type);

        // PUBCOMP is lost.
        harness.Receive(new AcknowledgementPacket(PacketType.Pubrel, 9));
        Assert.Equal(new AcknowledgementPacket(PacketType.Pubcomp, 9), Assert.Single(harness.Sent()));
        harness.Break();
        harness.Connect(sessionPresent: true);
        harness.Receive(new AcknowledgementPacket(PacketType.Pubrel, 9));
        Assert.Equal(new AcknowledgementPacket(PacketType.Pubcomp, 9, ReasonCode.PacketIdentifierNotFound), Assert.Single(harness.Sent()) with { });
        Assert.False(harness.Session.TryTakeDelivery(out _));

        // The identifier is free: the next message of that number is another.
        harness.Receive(Publish(9, QualityOfService.ExactlyOnce));
        Assert.True(harness.Session.TryTakeDelivery(out _));
    }

    [Fact]
    public void Messages_that_still_waited_when_the_connection_broke_are_delivered_once_when_the_broker_sends_them_again()
    {
        var harness = SessionHarness.Connected(Lasting);
        harness.Receive(Publish(1));
        harness.Receive(Publish(2, QualityOfService.ExactlyOnce));
        harness.Break();
        harness.Connect(sessionPresent: true);
        harness.Receive(Publish(1, duplicate: true));
        harness.Receive(Publish(2, QualityOfService.ExactlyOnce, duplicate: true));
        Assert.True(harness.Session.TryTakeDelivery(out _));
        Assert.True(harness.Session.TryTakeDelivery(out _));
        Assert.False(harness.Session.TryTakeDelivery(out _));
    }

    [Fact]
    public void A_flood_of_qos_0_beyond_the_queue_is_dropped_with_a_reason()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options with { ReceiveQueueQoS0 = 2 });
        for (var i = 0; i < 5; i++)
            harness.Receive(new PublishPacket { Topic = $"t/{i}" });
        Assert.Equal(["t/2", "t/3", "t/4"], harness.Drops().Select(dropped => dropped.Topic), StringComparer.Ordinal);
        Assert.Equal("t/0", harness.TakeDelivery().Message.Topic);
        Assert.Null(harness.Session.Fault);
    }

    [Fact]
    public void A_broker_that_loses_its_session_over_and_over_does_not_pile_up_messages()
    {
        var harness = new SessionHarness(SessionHarness.Options with { ReceiveMaximum = 4 });
        for (var round = 0; round < 50; round++)
        {
            harness.Connect();
            for (ushort id = 1; id <= 4; id++)
                harness.Receive(Publish(id, id % 2 == 0 ? QualityOfService.ExactlyOnce : QualityOfService.AtLeastOnce));
            harness.Break();
        }

        var waiting = 0;
        while (harness.Session.TryTakeDelivery(out _))
            waiting++;
        Assert.InRange(waiting, 4, 8);
        Assert.NotEmpty(harness.Drops());
    }

    [Theory]
    [InlineData(MqttVersionPreference.V311Only)]
    [InlineData(MqttVersionPreference.V5Only)]
    public void Beyond_the_receive_maximum_reading_pauses_and_a_ping_has_no_deadline_meanwhile(MqttVersionPreference version)
    {
        var harness = SessionHarness.Connected(SessionHarness.Options with { Version = version, ReceiveMaximum = 2 });
        harness.Receive(Publish(1));
        harness.Receive(Publish(2));
        Assert.False(harness.Session.IsReadingPaused);
        harness.Receive(Publish(3));
        Assert.True(harness.Session.IsReadingPaused);
        harness.Session.PauseReading();
        harness.Pass(TimeSpan.FromMinutes(5));
        Assert.Null(harness.Session.Fault);

        harness.Session.Acknowledge(harness.TakeDelivery());
        Assert.False(harness.Session.IsReadingPaused);
        harness.Session.ResumeReading(harness.Now);
        harness.Pass(TimeSpan.FromSeconds(9.9));
        Assert.Null(harness.Session.Fault);
        harness.Pass(TimeSpan.FromSeconds(0.2));
        Assert.Equal(MqttFaultKind.TimedOut, harness.Session.Fault?.Kind);
    }

    [Fact]
    public void An_alias_stands_for_the_topic_it_was_set_with_until_the_connection_ends()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Receive(new PublishPacket { Topic = "long/topic", Properties = new() { TopicAlias = 16 } });
        harness.Receive(new PublishPacket { Topic = "", Properties = new() { TopicAlias = 16 } });
        harness.TakeDelivery();
        Assert.Equal("long/topic", harness.TakeDelivery().Message.Topic);

        harness.Break();
        harness.Connect();
        harness.Receive(new PublishPacket { Topic = "", Properties = new() { TopicAlias = 16 } });
        Assert.Equal(ReasonCode.ProtocolError, harness.Session.Fault?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(65535)]
    public void An_alias_out_of_range_is_answered_with_0x94(ushort alias)
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Receive(new PublishPacket { Topic = "t", Properties = new() { TopicAlias = alias } });
        Assert.Equal(ReasonCode.TopicAliasInvalid, Assert.Single(harness.Sent<DisconnectPacket>()).Code);
    }

    [Fact]
    public void Everything_that_a_message_carries_reaches_the_handler()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Receive(new PublishPacket
        {
            Topic = "t",
            Retain = true,
            Payload = "x"u8.ToArray(),
            Properties = new()
            {
                PayloadFormatIndicator = 1,
                MessageExpiryInterval = 5,
                ContentType = "c",
                ResponseTopic = "r",
                CorrelationData = new byte[] { 1 },
                UserProperties = [new("k", "v")],
            },
        });
        var message = harness.TakeDelivery().Message;
        Assert.True(message is { Retain: true, PayloadIsText: true, ContentType: "c", ResponseTopic: "r", Version: MqttVersion.V5 });
        Assert.Equal(TimeSpan.FromSeconds(5), message.Expiry);
        Assert.Equal([new UserProperty("k", "v")], message.UserProperties);
        Assert.Equal(new byte[] { 1 }, message.CorrelationData?.ToArray());
    }

    private static PublishPacket Publish(ushort id, QualityOfService qos = QualityOfService.AtLeastOnce, bool duplicate = false) =>
        new() { Topic = $"t/{id}", PacketId = id, QoS = qos, Duplicate = duplicate };
}
