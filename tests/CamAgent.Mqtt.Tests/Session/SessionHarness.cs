using CamAgent.Mqtt.Packets;
using CamAgent.Mqtt.Session;

namespace CamAgent.Mqtt.Tests.Session;

/// <summary>A session and the broker's end of its bytes, under a clock that stands still until it is moved.</summary>
internal sealed class SessionHarness(MqttClientOptions options)
{
    public static MqttClientOptions Options => new() { Server = "mqtt://host", ClientId = "camera", KeepAlive = TimeSpan.FromSeconds(30) };

    public MqttSession Session { get; } = new(options, "broker at host:1883");

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(100);

    public static SessionHarness Connected(MqttClientOptions options, PacketProperties? properties = null)
    {
        var harness = new SessionHarness(options);
        harness.Connect(properties: properties);
        return harness;
    }

    /// <summary>Opens a connection and answers its CONNECT.</summary>
    /// <returns>What the client sent after the CONNACK.</returns>
    public List<MqttPacket> Connect(bool sessionPresent = false, PacketProperties? properties = null)
    {
        Open();
        Receive(new ConnackPacket(sessionPresent, ReasonCode.Success, properties, Session.Version == MqttVersion.V311 ? (byte)0 : null));
        return Sent();
    }

    public ConnectPacket Open()
    {
        Session.ConnectionOpened(null, Now);
        return Assert.IsType<ConnectPacket>(Assert.Single(Sent()));
    }

    public void Receive(MqttPacket packet)
    {
        var bytes = PacketSamplesEncode(packet);
        using var frames = new FrameReader(1 << 24);
        Packets.PacketSamples.Feed(frames, bytes);
        Assert.True(frames.TryRead(out var header, out var body, out _));
        Session.HandleFrame(header, body, Now);
    }

    /// <summary>Everything that the client wants to send now.</summary>
    public List<MqttPacket> Sent()
    {
        var buffer = new PacketBuffer();
        var packets = new List<MqttPacket>();
        while (Session.WriteOutput(buffer, Now))
        {
            using var frames = new FrameReader(1 << 24);
            Packets.PacketSamples.Feed(frames, buffer.Written.Span);
            while (frames.TryRead(out var header, out var body, out _))
            {
                Assert.True(PacketDecoder.TryDecode(header, body, Session.Version, out var packet, out var violation), violation.Message);
                packets.Add(packet);
            }

            buffer.Clear();
        }

        return packets;
    }

    public List<T> Sent<T>() => [.. Sent().OfType<T>()];

    /// <summary>Moves the clock, and handles every timeout on the way at its time.</summary>
    public void Pass(TimeSpan span)
    {
        var end = Now + span;
        while (Session.NextTimeout <= end && Session.Fault is null)
        {
            Now = Session.NextTimeout > Now ? Session.NextTimeout : Now;
            Session.HandleTimeout(Now);
            if (Session.NextTimeout <= Now)
                Sent();
        }

        Now = end;
    }

    public void Break() => Session.ConnectionEnded();

    public OutgoingMessage Publish(string topic, QualityOfService qos = QualityOfService.AtLeastOnce, TimeSpan? expiry = null, int size = 1) =>
        Session.Publish(new() { Topic = topic, QoS = qos, Expiry = expiry, Payload = new byte[size] }, Now);

    public List<SessionEvent> Events()
    {
        var events = new List<SessionEvent>();
        while (Session.TryTakeEvent(out var one))
            events.Add(one!);
        return events;
    }

    public List<DroppedMessage> Drops() => [.. Events().OfType<SessionEvent.Dropped>().Select(dropped => dropped.Message)];

    public InboundDelivery TakeDelivery()
    {
        Assert.True(Session.TryTakeDelivery(out var delivery));
        return delivery!;
    }

    private byte[] PacketSamplesEncode(MqttPacket packet) => Packets.PacketSamples.Encode(packet, Session.Version);
}
