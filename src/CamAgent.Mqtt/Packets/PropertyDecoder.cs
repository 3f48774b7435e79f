namespace CamAgent.Mqtt.Packets;

/// <summary>MQTT 5 §2.2.2: reads a property section and holds it to the rules of its place.</summary>
internal static class PropertyDecoder
{
    public static PacketProperties? Read(ref PacketReader packet, PacketType place)
    {
        var length = packet.ReadVariableByteInteger();
        if (length == 0)
            return null;
        var section = new PacketReader(packet.Take(length));
        if (packet.Failed)
            return null;

        var properties = new PacketProperties();
        ulong seen = 0;
        while (section.Remaining > 0)
            ReadOne(ref section, place, properties, ref seen);
        if (section.Violation is { } violation)
            packet.Fail(violation);
        return properties;
    }

    private static void ReadOne(ref PacketReader section, PacketType place, PacketProperties properties, ref ulong seen)
    {
        var id = section.ReadVariableByteInteger();
        if (section.Failed)
            return;
        if (!PropertyPlace.Allows(place, (PropertyId)id))
        {
            section.Malformed($"property 0x{id:x2} does not belong where it stands");
            return;
        }

        // Only these two may repeat; the identifier only where the server lists every matching subscription.
        var repeatable = (PropertyId)id == PropertyId.UserProperty
            || ((PropertyId)id == PropertyId.SubscriptionIdentifier && place == PacketType.Publish);
        if (!repeatable && (seen & (1UL << id)) != 0)
        {
            section.Fail(ProtocolViolation.Protocol($"property 0x{id:x2} stands twice"));
            return;
        }

        seen |= 1UL << id;
        ReadValue(ref section, (PropertyId)id, properties);
    }

    private static void ReadValue(ref PacketReader section, PropertyId id, PacketProperties to)
    {
        switch (id)
        {
            case PropertyId.PayloadFormatIndicator: to.PayloadFormatIndicator = ReadBoolean(ref section) ? (byte)1 : (byte)0; break;
            case PropertyId.MessageExpiryInterval: to.MessageExpiryInterval = section.ReadUInt32(); break;
            case PropertyId.ContentType: to.ContentType = section.ReadString(); break;
            case PropertyId.ResponseTopic: to.ResponseTopic = ReadTopicName(ref section); break;
            case PropertyId.CorrelationData: to.CorrelationData = section.ReadBinary().ToArray(); break;
            case PropertyId.SubscriptionIdentifier: (to.SubscriptionIdentifiers ??= []).Add(ReadSubscriptionIdentifier(ref section)); break;
            case PropertyId.SessionExpiryInterval: to.SessionExpiryInterval = section.ReadUInt32(); break;
            case PropertyId.AssignedClientIdentifier: to.AssignedClientIdentifier = section.ReadString(); break;
            case PropertyId.ServerKeepAlive: to.ServerKeepAlive = section.ReadUInt16(); break;
            case PropertyId.AuthenticationMethod: to.AuthenticationMethod = section.ReadString(); break;
            case PropertyId.AuthenticationData: to.AuthenticationData = section.ReadBinary().ToArray(); break;
            case PropertyId.RequestProblemInformation: to.RequestProblemInformation = ReadBoolean(ref section); break;
            case PropertyId.WillDelayInterval: to.WillDelayInterval = section.ReadUInt32(); break;
            case PropertyId.RequestResponseInformation: to.RequestResponseInformation = ReadBoolean(ref section); break;
            case PropertyId.ResponseInformation: to.ResponseInformation = section.ReadString(); break;
            case PropertyId.ServerReference: to.ServerReference = section.ReadString(); break;
            case PropertyId.ReasonString: to.ReasonString = section.ReadString(); break;
            case PropertyId.ReceiveMaximum: to.ReceiveMaximum = (ushort)NotZero(ref section, section.ReadUInt16()); break;
            case PropertyId.TopicAliasMaximum: to.TopicAliasMaximum = section.ReadUInt16(); break;
            case PropertyId.TopicAlias: to.TopicAlias = section.ReadUInt16(); break;
            case PropertyId.MaximumQoS: to.MaximumQoS = ReadBoolean(ref section); break;
            case PropertyId.RetainAvailable: to.RetainAvailable = ReadBoolean(ref section); break;
            case PropertyId.UserProperty: (to.UserProperties ??= []).Add(new(section.ReadString(), section.ReadString())); break;
            case PropertyId.MaximumPacketSize: to.MaximumPacketSize = NotZero(ref section, section.ReadUInt32()); break;
            case PropertyId.WildcardSubscriptionAvailable: to.WildcardSubscriptionAvailable = ReadBoolean(ref section); break;
            case PropertyId.SubscriptionIdentifierAvailable: to.SubscriptionIdentifierAvailable = ReadBoolean(ref section); break;
            case PropertyId.SharedSubscriptionAvailable: to.SharedSubscriptionAvailable = ReadBoolean(ref section); break;
        }
    }

    private static bool ReadBoolean(ref PacketReader section)
    {
        var value = section.ReadByte();
        if (value > 1)
            section.Fail(ProtocolViolation.Protocol("a property that is 0 or 1 has another value"));
        return value == 1;
    }

    private static uint NotZero(ref PacketReader section, uint value)
    {
        if (value == 0 && !section.Failed)
            section.Fail(ProtocolViolation.Protocol("a property that must not be zero is"));
        return value;
    }

    private static int ReadSubscriptionIdentifier(ref PacketReader section)
    {
        var value = section.ReadVariableByteInteger();
        NotZero(ref section, (uint)value);
        return value;
    }

    // §3.3.2.3.5: a response topic has no wildcards.
    private static string ReadTopicName(ref PacketReader section)
    {
        var topic = section.ReadString();
        if (topic.AsSpan().ContainsAny('+', '#'))
            section.Fail(ProtocolViolation.Protocol("a response topic has wildcards"));
        return topic;
    }
}
