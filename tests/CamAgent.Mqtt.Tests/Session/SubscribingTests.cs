using CamAgent.Mqtt.Packets;
using CamAgent.Mqtt.Session;

namespace CamAgent.Mqtt.Tests.Session;

public sealed class SubscribingTests
{
    private static MqttClientOptions Lasting => SessionHarness.Options with { SessionExpiry = TimeSpan.FromHours(1), CleanStart = false };

    [Fact]
    public void A_subscription_carries_its_options_and_tells_the_brokers_answer()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Events();
        var entry = harness.Session.Subscribe("a/+", new() { NoLocal = true, RetainAsPublished = true, RetainHandling = RetainHandling.DoNotSend });
        var packet = Assert.Single(harness.Sent<SubscribePacket>());
        Assert.Equal(new SubscriptionRequest("a/+", QualityOfService.AtLeastOnce, true, true, RetainHandling.DoNotSend), Assert.Single(packet.Subscriptions));
        harness.Receive(new SubscribeAcknowledgementPacket(PacketType.Suback, packet.PacketId, [ReasonCode.NotAuthorized], new() { ReasonString = "no" }));
        Assert.Equal(new SubscribeResult("a/+", ReasonCode.NotAuthorized, "no"), entry.Result());
        Assert.False(entry.Result().IsGranted);
        Assert.IsType<SessionEvent.SubscriptionAnswered>(Assert.Single(harness.Events()));
    }

    [Fact]
    public void A_reconnect_without_a_session_subscribes_again_before_anything_is_published()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        Grant(harness, "a");
        Grant(harness, "b");
        harness.Break();
        harness.Publish("x");
        var sent = harness.Connect();
        Assert.Equal(["a", "b"], Assert.IsType<SubscribePacket>(sent[0]).Subscriptions.Select(request => request.Filter), StringComparer.Ordinal);
        Assert.IsType<PublishPacket>(sent[1]);
    }

    [Fact]
    public void A_reconnect_with_a_session_asks_only_for_what_was_not_granted()
    {
        var harness = SessionHarness.Connected(Lasting);
        Grant(harness, "a");
        harness.Session.Subscribe("b", new());
        harness.Sent();
        harness.Break();
        var packet = Assert.IsType<SubscribePacket>(Assert.Single(harness.Connect(sessionPresent: true)));
        Assert.Equal("b", Assert.Single(packet.Subscriptions).Filter);
    }

    [Fact]
    public void A_subscription_given_up_without_a_connection_is_taken_back_from_a_lasting_session()
    {
        var harness = SessionHarness.Connected(Lasting);
        Grant(harness, "a");
        harness.Break();
        harness.Session.Unsubscribe("a");
        Assert.Equal(["a"], Assert.IsType<UnsubscribePacket>(Assert.Single(harness.Connect(sessionPresent: true))).Filters);
    }

    [Fact]
    public void An_unsubscribe_that_was_not_answered_is_repeated()
    {
        var harness = SessionHarness.Connected(Lasting);
        Grant(harness, "a");
        harness.Session.Unsubscribe("a");
        Assert.Single(harness.Sent<UnsubscribePacket>());
        harness.Break();
        Assert.IsType<UnsubscribePacket>(Assert.Single(harness.Connect(sessionPresent: true)));
    }

    [Fact]
    public void Subscribing_the_same_filter_again_answers_both()
    {
        var harness = new SessionHarness(SessionHarness.Options);
        var first = harness.Session.Subscribe("a", new());
        var second = harness.Session.Subscribe("a", new() { QoS = QualityOfService.AtMostOnce });
        var packet = Assert.IsType<SubscribePacket>(Assert.Single(harness.Connect()));
        Assert.Equal(QualityOfService.AtMostOnce, Assert.Single(packet.Subscriptions).QoS);
        harness.Receive(new SubscribeAcknowledgementPacket(PacketType.Suback, packet.PacketId, [ReasonCode.Success]));
        Assert.True(first.Result().IsGranted);
        Assert.True(second.Result().IsGranted);
    }

    [Fact]
    public void A_suback_with_another_number_of_codes_is_a_protocol_error()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Session.Subscribe("a", new());
        var packet = Assert.Single(harness.Sent<SubscribePacket>());
        harness.Receive(new SubscribeAcknowledgementPacket(PacketType.Suback, packet.PacketId, [ReasonCode.Success, ReasonCode.Success]));
        Assert.Equal(ReasonCode.ProtocolError, harness.Session.Fault?.Code);
    }

    private static void Grant(SessionHarness harness, string filter)
    {
        harness.Session.Subscribe(filter, new());
        var packet = Assert.Single(harness.Sent<SubscribePacket>());
        harness.Receive(new SubscribeAcknowledgementPacket(PacketType.Suback, packet.PacketId, [ReasonCode.GrantedQoS1]));
    }
}
