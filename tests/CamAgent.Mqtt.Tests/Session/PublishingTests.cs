using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Session;

public sealed class PublishingTests
{
    private static MqttClientOptions Lasting => SessionHarness.Options with { SessionExpiry = TimeSpan.FromHours(1), CleanStart = false };

    [Fact]
    public void A_publish_of_qos_1_completes_with_the_code_of_its_puback()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        var message = harness.Publish("a");
        var sent = Assert.Single(harness.Sent<PublishPacket>());
        Assert.False(message.Completion.IsCompleted);
        harness.Receive(new AcknowledgementPacket(PacketType.Puback, sent.PacketId, ReasonCode.NoMatchingSubscribers));
        Assert.Equal((PublishOutcome.Delivered, ReasonCode.NoMatchingSubscribers), (message.Result().Outcome, message.Result().Code));
        Assert.Equal(0, harness.Session.InFlightCount);
    }

    [Fact]
    public void A_refused_publish_says_so_in_the_brokers_words()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        var message = harness.Publish("a");
        var sent = Assert.Single(harness.Sent<PublishPacket>());
        harness.Receive(new AcknowledgementPacket(PacketType.Puback, sent.PacketId, ReasonCode.NotAuthorized, new() { ReasonString = "read only" }));
        Assert.Equal(PublishOutcome.Refused, message.Result().Outcome);
        Assert.Contains("not authorised (0x87): read only", message.Result().Message, StringComparison.Ordinal);
        Assert.Equal("a", Assert.Single(harness.Drops()).Topic);
    }

    [Fact]
    public void The_brokers_receive_maximum_is_never_exceeded()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options, new() { ReceiveMaximum = 3 });
        for (var i = 0; i < 20; i++)
            harness.Publish($"t/{i}", i % 2 == 0 ? QualityOfService.AtLeastOnce : QualityOfService.ExactlyOnce);
        var outstanding = new Queue<PublishPacket>();
        var topics = new List<string>();
        while (topics.Count < 20)
        {
            foreach (var packet in harness.Sent<PublishPacket>())
            {
                outstanding.Enqueue(packet);
                topics.Add(packet.Topic);
            }

            Assert.InRange(outstanding.Count, 1, 3);
            var answered = outstanding.Dequeue();
            if (answered.QoS == QualityOfService.AtLeastOnce)
            {
                harness.Receive(new AcknowledgementPacket(PacketType.Puback, answered.PacketId));
                continue;
            }

            harness.Receive(new AcknowledgementPacket(PacketType.Pubrec, answered.PacketId));
            Assert.Empty(harness.Sent<PublishPacket>());
            harness.Receive(new AcknowledgementPacket(PacketType.Pubcomp, answered.PacketId));
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"t/{i}"), topics, StringComparer.Ordinal);
    }

    [Fact]
    public void After_a_reconnect_with_a_session_the_unacknowledged_are_sent_again_in_order_as_duplicates_with_their_identifiers()
    {
        var harness = SessionHarness.Connected(Lasting);
        foreach (var topic in new[] { "1", "2", "3", "4" })
            harness.Publish(topic, topic == "3" ? QualityOfService.ExactlyOnce : QualityOfService.AtLeastOnce);
        var first = harness.Sent<PublishPacket>();
        harness.Receive(new AcknowledgementPacket(PacketType.Puback, first[1].PacketId));
        harness.Break();
        harness.Publish("5");

        var again = harness.Connect(sessionPresent: true).Cast<PublishPacket>().ToList();
        Assert.Equal(["1", "3", "4", "5"], again.Select(packet => packet.Topic), StringComparer.Ordinal);
        Assert.Equal([true, true, true, false], again.Select(packet => packet.Duplicate));
        Assert.Equal([first[0].PacketId, first[2].PacketId, first[3].PacketId], again.Take(3).Select(packet => packet.PacketId));
        Assert.DoesNotContain(again[3].PacketId, again.Take(3).Select(packet => packet.PacketId));
    }

    [Fact]
    public void Redelivery_too_keeps_to_a_receive_maximum_that_has_become_smaller()
    {
        var harness = SessionHarness.Connected(Lasting);
        for (var i = 0; i < 5; i++)
            harness.Publish($"{i}");
        Assert.Equal(5, harness.Sent<PublishPacket>().Count);
        harness.Break();
        var again = harness.Connect(sessionPresent: true, new() { ReceiveMaximum = 2 }).Cast<PublishPacket>().ToList();
        Assert.Equal(["0", "1"], again.Select(packet => packet.Topic), StringComparer.Ordinal);
        harness.Receive(new AcknowledgementPacket(PacketType.Puback, again[0].PacketId));
        Assert.Equal(["2"], harness.Sent<PublishPacket>().Select(packet => packet.Topic), StringComparer.Ordinal);
    }

    [Fact]
    public void Without_a_session_the_unacknowledged_are_new_messages_and_go_first()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        var message = harness.Publish("1");
        harness.Publish("2");
        harness.Sent();
        harness.Break();
        harness.Publish("3");
        var again = harness.Connect(sessionPresent: false).Cast<PublishPacket>().ToList();
        Assert.Equal(["1", "2", "3"], again.Select(packet => packet.Topic), StringComparer.Ordinal);
        Assert.All(again, packet => Assert.False(packet.Duplicate));
        harness.Receive(new AcknowledgementPacket(PacketType.Puback, again[0].PacketId));
        Assert.True(message.Result().IsDelivered);
    }

    [Fact]
    public void A_publish_of_qos_2_that_was_received_is_released_and_never_published_again()
    {
        var harness = SessionHarness.Connected(Lasting);
        var message = harness.Publish("a", QualityOfService.ExactlyOnce);
        var sent = Assert.Single(harness.Sent<PublishPacket>());
        harness.Receive(new AcknowledgementPacket(PacketType.Pubrec, sent.PacketId));
        Assert.Equal(PacketType.Pubrel, Assert.Single(harness.Sent<AcknowledgementPacket>()).Type);
        harness.Break();
        var released = Assert.IsType<AcknowledgementPacket>(Assert.Single(harness.Connect(sessionPresent: true)));
        Assert.Equal((PacketType.Pubrel, sent.PacketId), (released.Type, released.PacketId));
        harness.Receive(new AcknowledgementPacket(PacketType.Pubcomp, sent.PacketId));
        Assert.True(message.Result().IsDelivered);
    }

    [Fact]
    public void The_broker_is_told_what_is_left_of_an_expiry()
    {
        var harness = new SessionHarness(SessionHarness.Options);
        harness.Publish("a", expiry: TimeSpan.FromSeconds(30));
        harness.Pass(TimeSpan.FromSeconds(12));
        var sent = Assert.IsType<PublishPacket>(Assert.Single(harness.Connect()));
        Assert.Equal(18u, sent.Properties?.MessageExpiryInterval);
    }

    [Fact]
    public void A_message_expires_in_the_queue_at_its_time_even_without_a_connection()
    {
        var harness = new SessionHarness(SessionHarness.Options);
        var expiring = harness.Publish("short", expiry: TimeSpan.FromSeconds(5));
        harness.Publish("long", expiry: TimeSpan.FromSeconds(50));
        harness.Pass(TimeSpan.FromSeconds(4.9));
        Assert.False(expiring.Completion.IsCompleted);
        harness.Pass(TimeSpan.FromSeconds(0.1));
        Assert.Equal(PublishOutcome.Expired, expiring.Result().Outcome);
        Assert.Equal(("short", PublishOutcome.Expired), (harness.Drops() is [var dropped] ? (dropped.Topic, dropped.Outcome) : default));
        Assert.Equal(1, harness.Session.QueuedCount);
    }

    [Fact]
    public void A_full_queue_drops_its_oldest_message_and_names_it()
    {
        var harness = new SessionHarness(SessionHarness.Options with { SendQueueMessages = 2 });
        var oldest = harness.Publish("1");
        harness.Publish("2");
        harness.Publish("3");
        Assert.Equal(PublishOutcome.QueueFull, oldest.Result().Outcome);
        Assert.Equal("1", Assert.Single(harness.Drops()).Topic);
        Assert.Equal(2, harness.Session.QueuedCount);
    }

    [Fact]
    public void The_queue_is_bounded_by_bytes_and_a_message_larger_than_it_is_refused_alone()
    {
        var harness = new SessionHarness(SessionHarness.Options with { SendQueueBytes = 1000 });
        var kept = harness.Publish("a", size: 500);
        Assert.Equal(PublishOutcome.TooLarge, harness.Publish("b", size: 1000).Result().Outcome);
        Assert.False(kept.Completion.IsCompleted);
        harness.Publish("c", size: 600);
        Assert.Equal(PublishOutcome.QueueFull, kept.Result().Outcome);
    }

    [Fact]
    public void A_packet_larger_than_the_broker_takes_is_not_sent_and_says_both_sizes()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options, new() { MaximumPacketSize = 100 });
        var large = harness.Publish("a", size: 94);
        var fitting = harness.Publish("b", size: 92);
        // 2 header, 3 topic, 2 identifier, 1 property length.
        Assert.Equal("b", Assert.Single(harness.Sent<PublishPacket>()).Topic);
        Assert.Equal(PublishOutcome.TooLarge, large.Result().Outcome);
        Assert.Contains("102 bytes is larger than the 100", large.Result().Message, StringComparison.Ordinal);
        Assert.False(fitting.Completion.IsCompleted);
    }

    [Fact]
    public void What_the_broker_has_ruled_out_is_refused_here()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options, new() { MaximumQoS = false, RetainAvailable = false });
        var qos = harness.Publish("a");
        var retained = harness.Session.Publish(new() { Topic = "b", Retain = true, QoS = QualityOfService.AtMostOnce }, harness.Now);
        Assert.Empty(harness.Sent());
        Assert.Equal(ReasonCode.QoSNotSupported, qos.Result().Code);
        Assert.Equal(ReasonCode.RetainNotSupported, retained.Result().Code);
    }

    [Fact]
    public void A_message_that_its_caller_gave_up_is_not_sent()
    {
        var harness = new SessionHarness(SessionHarness.Options);
        var message = harness.Publish("a");
        harness.Session.Withdraw(message);
        Assert.Empty(harness.Connect());
        Assert.Equal(PublishOutcome.Abandoned, message.Result().Outcome);
    }

    [Fact]
    public void Stopping_sends_what_the_window_takes_and_then_disconnect()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Publish("status");
        harness.Session.Disconnect(publishWill: false, harness.Now);
        var sent = harness.Sent();
        Assert.Equal("status", Assert.IsType<PublishPacket>(sent[0]).Topic);
        Assert.Equal(ReasonCode.Success, Assert.IsType<DisconnectPacket>(sent[1]).Code);
        Assert.Equal(MqttFaultKind.Stopped, harness.Session.Fault?.Kind);
    }

    [Fact]
    public void Mqtt_3_1_1_carries_no_properties()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options with { Version = MqttVersionPreference.V311Only });
        harness.Publish("a", expiry: TimeSpan.FromSeconds(30));
        Assert.Null(Assert.Single(harness.Sent<PublishPacket>()).Properties);
    }
}
