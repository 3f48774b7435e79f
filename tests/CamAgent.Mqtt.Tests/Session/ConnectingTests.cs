using CamAgent.Mqtt.Packets;
using CamAgent.Mqtt.Session;

namespace CamAgent.Mqtt.Tests.Session;

public sealed class ConnectingTests
{
    [Fact]
    public void Connect_announces_our_bounds_and_the_will_with_its_properties()
    {
        var harness = new SessionHarness(SessionHarness.Options with
        {
            UserName = "user",
            SessionExpiry = TimeSpan.FromSeconds(90),
            UserProperties = [new("k", "v")],
            Will = new(new() { Topic = "status", Payload = "offline"u8.ToArray(), Retain = true, UserProperties = [new("w", "x")] }, TimeSpan.FromSeconds(7)),
        });
        var connect = harness.Open();
        Assert.True(connect is
        {
            ClientId: "camera", UserName: "user", KeepAliveSeconds: 30, CleanStart: true,
            Will: { Topic: "status", Retain: true, QoS: QualityOfService.AtLeastOnce, Properties: { WillDelayInterval: 7, UserProperties.Count: 1 } },
            Properties: { SessionExpiryInterval: 90, ReceiveMaximum: 32, MaximumPacketSize: 262144, TopicAliasMaximum: 16, UserProperties.Count: 1 },
        });
    }

    [Fact]
    public void A_clean_start_is_asked_for_once_and_then_the_session_goes_on()
    {
        var harness = new SessionHarness(SessionHarness.Options with { SessionExpiry = TimeSpan.FromHours(1), CleanStart = true });
        Assert.True(harness.Open().CleanStart);
        harness.Receive(new ConnackPacket(false, ReasonCode.Success));
        harness.Break();
        Assert.False(harness.Open().CleanStart);
    }

    [Fact]
    public void A_refusal_is_told_with_code_words_and_redirection()
    {
        var harness = new SessionHarness(SessionHarness.Options);
        harness.Open();
        harness.Receive(new ConnackPacket(false, ReasonCode.ServerMoved, new() { ReasonString = "gone", ServerReference = "b.example" }));
        var fault = harness.Session.Fault!;
        Assert.Equal("broker at host:1883 refused the connection: server moved (0x9d): gone; it names another server: b.example", fault.Message);
        Assert.Equal("b.example", fault.ServerReference);
    }

    [Fact]
    public void Without_a_connack_the_connection_is_given_up_at_the_deadline()
    {
        var harness = new SessionHarness(SessionHarness.Options);
        harness.Open();
        harness.Pass(TimeSpan.FromSeconds(9.9));
        Assert.Null(harness.Session.Fault);
        harness.Pass(TimeSpan.FromSeconds(0.1));
        Assert.Equal(MqttFaultKind.TimedOut, harness.Session.Fault?.Kind);
    }

    [Fact]
    public void A_broker_that_refuses_mqtt_5_gets_3_1_1_and_one_that_refuses_that_too_gets_a_pause()
    {
        var session = new SessionHarness(SessionHarness.Options);
        session.Open();
        session.Receive(new ConnackPacket(false, ReasonCode.UnsupportedProtocolVersion, ReturnCode: 1));
        Assert.True(session.Session.TryFallBack(session.Session.Fault!));
        session.Break();
        Assert.Equal(MqttVersion.V311, session.Open().Version);
        session.Receive(new ConnackPacket(false, ReasonCode.UnsupportedProtocolVersion, ReturnCode: 1));
        Assert.False(session.Session.TryFallBack(session.Session.Fault!));
        session.Break();
        Assert.Equal(MqttVersion.V5, session.Open().Version);
    }

    [Fact]
    public void A_pinned_version_does_not_fall_back()
    {
        var harness = new SessionHarness(SessionHarness.Options with { Version = MqttVersionPreference.V5Only });
        harness.Open();
        harness.Receive(new ConnackPacket(false, ReasonCode.UnsupportedProtocolVersion));
        Assert.False(harness.Session.TryFallBack(harness.Session.Fault!));
    }

    [Fact]
    public void An_assigned_client_id_is_kept_for_the_next_connection()
    {
        var harness = new SessionHarness(SessionHarness.Options with { ClientId = "" });
        harness.Connect(properties: new() { AssignedClientIdentifier = "auto-7" });
        Assert.Equal("auto-7", Assert.IsType<SessionEvent.Connected>(Assert.Single(harness.Events())).State.ClientId);
        harness.Break();
        Assert.Equal("auto-7", harness.Open().ClientId);
    }

    [Fact]
    public void A_ping_goes_out_when_nothing_was_sent_for_the_brokers_keep_alive()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options, new() { ServerKeepAlive = 7 });
        harness.Pass(TimeSpan.FromSeconds(6.9));
        Assert.Empty(harness.Sent());
        harness.Pass(TimeSpan.FromSeconds(0.1));
        Assert.IsType<PingRequestPacket>(Assert.Single(harness.Sent()));
    }

    [Fact]
    public void A_steady_publisher_pings_too_when_nothing_comes_back()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        var pings = 0;
        for (var second = 0; second < 31; second++)
        {
            harness.Publish("a", QualityOfService.AtMostOnce);
            harness.Pass(TimeSpan.FromSeconds(1));
            pings += harness.Sent<PingRequestPacket>().Count;
        }

        Assert.Equal(1, pings);
    }

    [Fact]
    public void A_connection_whose_pings_are_not_answered_is_dead()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Pass(TimeSpan.FromSeconds(30));
        harness.Pass(TimeSpan.FromSeconds(9.9));
        Assert.Null(harness.Session.Fault);
        harness.Pass(TimeSpan.FromSeconds(0.1));
        Assert.Equal(MqttFaultKind.TimedOut, harness.Session.Fault?.Kind);
    }

    [Fact]
    public void An_answered_ping_keeps_the_connection_for_hours()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        for (var i = 0; i < 500; i++)
        {
            harness.Pass(TimeSpan.FromSeconds(30));
            Assert.Single(harness.Sent<PingRequestPacket>());
            harness.Receive(new PingResponsePacket());
        }

        Assert.Null(harness.Session.Fault);
    }

    [Fact]
    public void A_disconnect_of_the_broker_is_told_with_its_reason()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Receive(new DisconnectPacket(ReasonCode.ServerShuttingDown, new() { ReasonString = "back\nsoon" }));
        Assert.Equal("broker at host:1883 ended the connection: server shutting down (0x8b): back soon", harness.Session.Fault?.Message);
        Assert.Empty(harness.Sent());
    }

    public static TheoryData<string> NotForClients => ["second CONNACK", "CONNECT", "SUBSCRIBE", "PINGREQ", "AUTH", "PUBACK never sent", "PUBCOMP never released", "SUBACK never asked", "UNSUBACK never asked"];

    [Theory]
    [MemberData(nameof(NotForClients))]
    public void A_packet_out_of_place_ends_the_connection_with_a_protocol_error(string what)
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Receive(what switch
        {
            "second CONNACK" => new ConnackPacket(false, ReasonCode.Success),
            "CONNECT" => new ConnectPacket { Version = MqttVersion.V5, ClientId = "x" },
            "SUBSCRIBE" => new SubscribePacket(1, [new("#", QualityOfService.AtMostOnce)]),
            "PINGREQ" => new PingRequestPacket(),
            "AUTH" => new AuthPacket(ReasonCode.ContinueAuthentication, new() { AuthenticationMethod = "m" }),
            "PUBACK never sent" => new AcknowledgementPacket(PacketType.Puback, 5),
            "PUBCOMP never released" => new AcknowledgementPacket(PacketType.Pubcomp, 5),
            "SUBACK never asked" => new SubscribeAcknowledgementPacket(PacketType.Suback, 5, [ReasonCode.Success]),
            _ => new SubscribeAcknowledgementPacket(PacketType.Unsuback, 5, [ReasonCode.Success]),
        });
        Assert.Equal(ReasonCode.ProtocolError, Assert.Single(harness.Sent<DisconnectPacket>()).Code);
        Assert.Equal(MqttFaultKind.ProtocolViolation, harness.Session.Fault?.Kind);
    }

    [Fact]
    public void Anything_before_the_connack_ends_the_connection()
    {
        var harness = new SessionHarness(SessionHarness.Options);
        harness.Open();
        harness.Receive(new PublishPacket { Topic = "early" });
        Assert.Equal(MqttFaultKind.ProtocolViolation, harness.Session.Fault?.Kind);
        Assert.False(harness.Session.TryTakeDelivery(out _));
    }

    [Fact]
    public void A_session_that_was_not_wanted_ends_the_connection()
    {
        var harness = new SessionHarness(SessionHarness.Options);
        harness.Connect(sessionPresent: true);
        Assert.Equal(MqttFaultKind.ProtocolViolation, harness.Session.Fault?.Kind);
    }

    [Fact]
    public void Stopping_with_the_will_is_code_4_on_mqtt_5_and_silence_on_3_1_1()
    {
        var harness = SessionHarness.Connected(SessionHarness.Options);
        harness.Session.Disconnect(publishWill: true, harness.Now);
        Assert.Equal(ReasonCode.DisconnectWithWillMessage, Assert.Single(harness.Sent<DisconnectPacket>()).Code);

        var older = SessionHarness.Connected(SessionHarness.Options with { Version = MqttVersionPreference.V311Only });
        older.Session.Disconnect(publishWill: true, older.Now);
        Assert.Empty(older.Sent());
    }
}
