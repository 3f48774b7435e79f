namespace CamAgent.Mqtt.Packets;

/// <summary>Writes a property section with its length; what is null is left out.</summary>
internal static class PropertyEncoder
{
    public static void Write(PacketWriter writer, PacketProperties? properties)
    {
        var section = writer.BeginSection();
        if (properties is not null)
            WriteAll(writer, properties);
        writer.EndSection(section);
    }

    private static void WriteAll(PacketWriter writer, PacketProperties from)
    {
        Byte(writer, PropertyId.PayloadFormatIndicator, from.PayloadFormatIndicator);
        Four(writer, PropertyId.MessageExpiryInterval, from.MessageExpiryInterval);
        Text(writer, PropertyId.ContentType, from.ContentType);
        Text(writer, PropertyId.ResponseTopic, from.ResponseTopic);
        Binary(writer, PropertyId.CorrelationData, from.CorrelationData);
        foreach (var identifier in from.SubscriptionIdentifiers ?? [])
        {
            Id(writer, PropertyId.SubscriptionIdentifier);
            writer.WriteVariableByteInteger(identifier);
        }

        Four(writer, PropertyId.SessionExpiryInterval, from.SessionExpiryInterval);
        Text(writer, PropertyId.AssignedClientIdentifier, from.AssignedClientIdentifier);
        Two(writer, PropertyId.ServerKeepAlive, from.ServerKeepAlive);
        Text(writer, PropertyId.AuthenticationMethod, from.AuthenticationMethod);
        Binary(writer, PropertyId.AuthenticationData, from.AuthenticationData);
        Boolean(writer, PropertyId.RequestProblemInformation, from.RequestProblemInformation);
        Four(writer, PropertyId.WillDelayInterval, from.WillDelayInterval);
        Boolean(writer, PropertyId.RequestResponseInformation, from.RequestResponseInformation);
        Text(writer, PropertyId.ResponseInformation, from.ResponseInformation);
        Text(writer, PropertyId.ServerReference, from.ServerReference);
        Text(writer, PropertyId.ReasonString, from.ReasonString);
        Two(writer, PropertyId.ReceiveMaximum, from.ReceiveMaximum);
        Two(writer, PropertyId.TopicAliasMaximum, from.TopicAliasMaximum);
        Two(writer, PropertyId.TopicAlias, from.TopicAlias);
        Boolean(writer, PropertyId.MaximumQoS, from.MaximumQoS);
        Boolean(writer, PropertyId.RetainAvailable, from.RetainAvailable);
        foreach (var (name, value) in from.UserProperties ?? [])
        {
            Id(writer, PropertyId.UserProperty);
            writer.WriteString(name);
            writer.WriteString(value);
        }

        Four(writer, PropertyId.MaximumPacketSize, from.MaximumPacketSize);
        Boolean(writer, PropertyId.WildcardSubscriptionAvailable, from.WildcardSubscriptionAvailable);
        Boolean(writer, PropertyId.SubscriptionIdentifierAvailable, from.SubscriptionIdentifierAvailable);
        Boolean(writer, PropertyId.SharedSubscriptionAvailable, from.SharedSubscriptionAvailable);
    }

    private static void Id(PacketWriter writer, PropertyId id) => writer.WriteByte((byte)id);

    private static void Byte(PacketWriter writer, PropertyId id, byte? value)
    {
        if (value is not { } present)
            return;
        Id(writer, id);
        writer.WriteByte(present);
    }

    private static void Boolean(PacketWriter writer, PropertyId id, bool? value)
    {
        if (value is { } present)
            Byte(writer, id, present ? (byte)1 : (byte)0);
    }

    private static void Two(PacketWriter writer, PropertyId id, ushort? value)
    {
        if (value is not { } present)
            return;
        Id(writer, id);
        writer.WriteUInt16(present);
    }

    private static void Four(PacketWriter writer, PropertyId id, uint? value)
    {
        if (value is not { } present)
            return;
        Id(writer, id);
        writer.WriteUInt32(present);
    }

    private static void Text(PacketWriter writer, PropertyId id, string? value)
    {
        if (value is null)
            return;
        Id(writer, id);
        writer.WriteString(value);
    }

    private static void Binary(PacketWriter writer, PropertyId id, ReadOnlyMemory<byte>? value)
    {
        if (value is not { } present)
            return;
        Id(writer, id);
        writer.WriteBinary(present.Span);
    }
}
