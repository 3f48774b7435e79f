namespace CamAgent.Mqtt.Packets;

/// <content>CONNECT and CONNACK.</content>
internal static partial class PacketDecoder
{
    private static ConnectPacket? ReadConnect(ref PacketReader reader)
    {
        if (reader.ReadString() != "MQTT")
            reader.Fail(new(ReasonCode.UnsupportedProtocolVersion, "the protocol name is not MQTT"));
        var version = (MqttVersion)reader.ReadByte();
        if (version is not (MqttVersion.V311 or MqttVersion.V5))
            reader.Fail(new(ReasonCode.UnsupportedProtocolVersion, "the protocol version is neither 4 nor 5"));

        var flags = reader.ReadByte();
        var hasWill = (flags & 0x04) != 0;
        var willQoS = (flags >> 3) & 3;
        if ((flags & 0x01) != 0 || willQoS == 3 || (!hasWill && (flags & 0x38) != 0))
            reader.Malformed("the connect flags contradict each other");
        // MQTT 3.1.1 §3.1.2.9; MQTT 5 allows a password alone.
        if (version == MqttVersion.V311 && (flags & 0xC0) == 0x40)
            reader.Malformed("a password stands without a user name");

        var keepAlive = reader.ReadUInt16();
        var properties = ReadProperties(ref reader, PacketType.Connect, version);
        var clientId = reader.ReadString();
        ConnectWill? will = null;
        if (hasWill)
        {
            var willProperties = ReadProperties(ref reader, PropertyPlace.Will, version);
            var topic = reader.ReadString();
            if (!reader.Failed && !TopicName.IsValid(topic))
                reader.Fail(new(ReasonCode.TopicNameInvalid, "the will topic is not a topic name"));
            will = new(topic, reader.ReadBinary().ToArray(), (QualityOfService)willQoS, (flags & 0x20) != 0, willProperties);
        }

        var userName = (flags & 0x80) != 0 ? reader.ReadString() : null;
        // A bare null would become empty memory, by way of byte[].
        var password = (flags & 0x40) != 0 ? reader.ReadBinary().ToArray() : default(ReadOnlyMemory<byte>?);
        return new()
        {
            Version = version,
            CleanStart = (flags & 0x02) != 0,
            KeepAliveSeconds = keepAlive,
            ClientId = clientId,
            Will = will,
            UserName = userName,
            Password = password,
            Properties = properties,
        };
    }

    private static ConnackPacket ReadConnack(ref PacketReader reader, MqttVersion version)
    {
        var flags = reader.ReadByte();
        if (flags > 1)
            reader.Malformed("the reserved bits of the CONNACK flags are set");
        var code = reader.ReadByte();

        // A server of MQTT 3.1.1 answers a CONNECT of MQTT 5 in its own form: two bytes, return code 1.
        if (version == MqttVersion.V311 || (reader.Remaining == 0 && code is >= 1 and <= 5))
        {
            if (ConnackPacket.FromReturnCode(code) is not { } mapped)
            {
                reader.Malformed($"the CONNACK return code {code} is reserved");
                mapped = ReasonCode.UnspecifiedError;
            }

            return new(flags == 1, mapped, ReturnCode: code);
        }

        var packet = new ConnackPacket(flags == 1, (ReasonCode)code, PropertyDecoder.Read(ref reader, PacketType.Connack));
        // §3.2.2.1.1: a refusal has no session.
        if (packet.SessionPresent && packet.Code != ReasonCode.Success)
            reader.Fail(ProtocolViolation.Protocol("a CONNACK refuses and says that a session is present"));
        return packet;
    }
}
