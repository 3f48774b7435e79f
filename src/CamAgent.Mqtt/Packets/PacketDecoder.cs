using System.Diagnostics.CodeAnalysis;

namespace CamAgent.Mqtt.Packets;

/// <summary>Reads any control packet of either version. Total: every input gives a packet or a <see cref="ProtocolViolation"/>.</summary>
internal static partial class PacketDecoder
{
    /// <param name="header">The first byte of the fixed header: type and flags.</param>
    /// <param name="body">Exactly the bytes that the remaining length counts.</param>
    /// <param name="version">The version of the connection; a CONNECT says its own.</param>
    public static bool TryDecode(
        byte header, ReadOnlySpan<byte> body, MqttVersion version, [NotNullWhen(true)] out MqttPacket? packet, out ProtocolViolation violation)
    {
        var type = (PacketType)(header >> 4);
        var flags = header & 0x0F;
        var reader = new PacketReader(body);
        packet = null;
        if (type != PacketType.Publish && flags != ReservedFlags(type))
            reader.Malformed($"the reserved flags of {type} are {flags:x}");
        else
            packet = Decode(ref reader, type, flags, version);

        reader.ExpectEnd();
        violation = reader.Violation ?? default;
        if (reader.Failed)
            packet = null;
        return packet is not null;
    }

    private static MqttPacket? Decode(ref PacketReader reader, PacketType type, int flags, MqttVersion version)
    {
        switch (type)
        {
            case PacketType.Connect: return ReadConnect(ref reader);
            case PacketType.Connack: return ReadConnack(ref reader, version);
            case PacketType.Publish: return ReadPublish(ref reader, flags, version);
            case PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp: return ReadAcknowledgement(ref reader, type, version);
            case PacketType.Subscribe: return ReadSubscribe(ref reader, version);
            case PacketType.Suback or PacketType.Unsuback: return ReadSubscribeAcknowledgement(ref reader, type, version);
            case PacketType.Unsubscribe: return ReadUnsubscribe(ref reader, version);
            case PacketType.Pingreq: return new PingRequestPacket();
            case PacketType.Pingresp: return new PingResponsePacket();
            case PacketType.Disconnect: return ReadDisconnect(ref reader, version);
            case PacketType.Auth when version == MqttVersion.V5: return ReadAuth(ref reader);
            default:
                reader.Malformed($"packet type {(int)type} does not exist");
                return null;
        }
    }

    // §2.1.3, table 2-2.
    private static int ReservedFlags(PacketType type) =>
        type is PacketType.Pubrel or PacketType.Subscribe or PacketType.Unsubscribe ? 0x02 : 0;

    private static PublishPacket ReadPublish(ref PacketReader reader, int flags, MqttVersion version)
    {
        var qos = (flags >> 1) & 3;
        var duplicate = (flags & 0x08) != 0;
        if (qos == 3)
            reader.Malformed("a PUBLISH has QoS 3");
        if (qos == 0 && duplicate)
            reader.Malformed("a PUBLISH with QoS 0 says that it is a duplicate");

        var topic = reader.ReadString();
        if (topic.AsSpan().ContainsAny('+', '#'))
            reader.Fail(new(ReasonCode.TopicNameInvalid, "a topic name has wildcards"));
        var packetId = qos == 0 ? (ushort)0 : reader.ReadPacketIdentifier();
        var properties = ReadProperties(ref reader, PacketType.Publish, version);
        if (topic.Length == 0 && properties?.TopicAlias is null && !reader.Failed)
            reader.Fail(ProtocolViolation.Protocol("a PUBLISH has neither topic nor alias"));

        return new()
        {
            Topic = topic,
            PacketId = packetId,
            QoS = (QualityOfService)qos,
            Duplicate = duplicate,
            Retain = (flags & 0x01) != 0,
            Properties = properties,
            Payload = reader.TakeRest().ToArray(),
        };
    }

    private static AcknowledgementPacket ReadAcknowledgement(ref PacketReader reader, PacketType type, MqttVersion version)
    {
        var packetId = reader.ReadPacketIdentifier();
        if (version != MqttVersion.V5 || reader.Remaining == 0)
            return new(type, packetId);
        var code = (ReasonCode)reader.ReadByte();
        // §3.4.2.2.1: a remaining length below 4 has no property length.
        return new(type, packetId, code, reader.Remaining == 0 ? null : PropertyDecoder.Read(ref reader, type));
    }

    private static DisconnectPacket ReadDisconnect(ref PacketReader reader, MqttVersion version)
    {
        if (version != MqttVersion.V5 || reader.Remaining == 0)
            return new(ReasonCode.Success);
        var code = (ReasonCode)reader.ReadByte();
        return new(code, reader.Remaining == 0 ? null : PropertyDecoder.Read(ref reader, PacketType.Disconnect));
    }

    private static AuthPacket ReadAuth(ref PacketReader reader)
    {
        if (reader.Remaining == 0)
            return new(ReasonCode.Success);
        var code = (ReasonCode)reader.ReadByte();
        return new(code, PropertyDecoder.Read(ref reader, PacketType.Auth));
    }

    private static PacketProperties? ReadProperties(ref PacketReader reader, PacketType place, MqttVersion version) =>
        version == MqttVersion.V5 ? PropertyDecoder.Read(ref reader, place) : null;
}
