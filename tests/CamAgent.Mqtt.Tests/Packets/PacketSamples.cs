using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Packets;

/// <summary>One packet of every type, with every property that may stand in it.</summary>
internal static class PacketSamples
{
    private static List<UserProperty> User => [new("name", "value"), new("name", "other")];

    public static IEnumerable<MqttPacket> Of(MqttVersion version)
    {
        var v5 = version == MqttVersion.V5;
        PacketProperties? Properties(PacketProperties properties) => v5 ? properties : null;
        yield return new ConnectPacket { Version = version, ClientId = "", CleanStart = true };
        yield return new ConnectPacket
        {
            Version = version,
            ClientId = "camera",
            KeepAliveSeconds = 30,
            UserName = "user",
            Password = new byte[] { 0, 255, 7 },
            Will = new("camagent/v1/a/status", "offline"u8.ToArray(), QualityOfService.AtLeastOnce, Retain: true, Properties(new()
            {
                WillDelayInterval = 5,
                PayloadFormatIndicator = 1,
                MessageExpiryInterval = 60,
                ContentType = "text/plain",
                ResponseTopic = "r",
                CorrelationData = new byte[] { 1 },
                UserProperties = User,
            })),
            Properties = Properties(new()
            {
                SessionExpiryInterval = 3600,
                AuthenticationMethod = "m",
                AuthenticationData = new byte[] { 9 },
                RequestProblemInformation = true,
                RequestResponseInformation = false,
                ReceiveMaximum = 10,
                TopicAliasMaximum = 16,
                MaximumPacketSize = 262144,
                UserProperties = User,
            }),
        };
        yield return new ConnackPacket(true, ReasonCode.Success, Properties(new()
        {
            SessionExpiryInterval = 7,
            AssignedClientIdentifier = "auto-1",
            ServerKeepAlive = 20,
            AuthenticationMethod = "m",
            AuthenticationData = new byte[] { 9 },
            ResponseInformation = "i",
            ServerReference = "other",
            ReasonString = "welcome",
            ReceiveMaximum = 3,
            TopicAliasMaximum = 4,
            MaximumQoS = true,
            RetainAvailable = false,
            UserProperties = User,
            MaximumPacketSize = 1000,
            WildcardSubscriptionAvailable = true,
            SubscriptionIdentifierAvailable = false,
            SharedSubscriptionAvailable = true,
        }), v5 ? null : (byte)0);
        yield return new PublishPacket { Topic = "a/b", Payload = "x"u8.ToArray() };
        yield return new PublishPacket
        {
            Topic = "a/ü",
            PacketId = 65535,
            QoS = QualityOfService.ExactlyOnce,
            Duplicate = true,
            Retain = true,
            Payload = new byte[300],
            Properties = Properties(new()
            {
                PayloadFormatIndicator = 0,
                MessageExpiryInterval = 30,
                ContentType = "c",
                ResponseTopic = "r/t",
                CorrelationData = new byte[] { 1, 2 },
                SubscriptionIdentifiers = [1, 268435455],
                TopicAlias = 3,
                UserProperties = User,
            }),
        };
        foreach (var type in new[] { PacketType.Puback, PacketType.Pubrec, PacketType.Pubrel, PacketType.Pubcomp })
        {
            yield return new AcknowledgementPacket(type, 1);
            if (v5)
            {
                yield return new AcknowledgementPacket(type, 2, ReasonCode.PacketIdentifierNotFound);
                yield return new AcknowledgementPacket(type, 3, ReasonCode.QuotaExceeded, new() { ReasonString = "full", UserProperties = User });
            }
        }

        yield return new SubscribePacket(
            4,
            v5 ? [new("a/+/b", QualityOfService.AtLeastOnce, true, true, RetainHandling.DoNotSend), new("#", QualityOfService.AtMostOnce)] : [new("a/#", QualityOfService.ExactlyOnce)],
            Properties(new() { SubscriptionIdentifiers = [200], UserProperties = User }));
        yield return new SubscribeAcknowledgementPacket(PacketType.Suback, 4, [ReasonCode.GrantedQoS1, ReasonCode.UnspecifiedError], Properties(new() { ReasonString = "some", UserProperties = User }));
        yield return new UnsubscribePacket(5, ["a/+/b", "#"], Properties(new() { UserProperties = User }));
        yield return new SubscribeAcknowledgementPacket(PacketType.Unsuback, 5, v5 ? [ReasonCode.Success] : [], Properties(new() { ReasonString = "gone" }));
        yield return new PingRequestPacket();
        yield return new PingResponsePacket();
        yield return new DisconnectPacket(ReasonCode.Success);
        if (!v5)
            yield break;
        yield return new DisconnectPacket(ReasonCode.ServerMoved, new() { SessionExpiryInterval = 1, ReasonString = "moved", ServerReference = "b.example:1883", UserProperties = User });
        yield return new AuthPacket(ReasonCode.ContinueAuthentication, new() { AuthenticationMethod = "m", AuthenticationData = new byte[] { 1 }, ReasonString = "go on", UserProperties = User });
    }

    public static byte[] Encode(MqttPacket packet, MqttVersion version)
    {
        var buffer = new PacketBuffer();
        PacketEncoder.Write(buffer, packet, version);
        return buffer.Written.ToArray();
    }

    /// <summary>Cuts one packet out of bytes that hold exactly that.</summary>
    public static bool TryDecode(byte[] bytes, MqttVersion version, out MqttPacket? packet, out ProtocolViolation violation)
    {
        using var frames = new FrameReader(1 << 20);
        Feed(frames, bytes);
        if (frames.TryRead(out var header, out var body, out var fault))
            return PacketDecoder.TryDecode(header, body, version, out packet, out violation);
        packet = null;
        violation = fault ?? default;
        return false;
    }

    public static void Feed(FrameReader frames, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var memory = frames.GetMemory();
            var count = Math.Min(memory.Length, bytes.Length);
            bytes[..count].CopyTo(memory.Span);
            frames.Advance(count);
            bytes = bytes[count..];
        }
    }
}
