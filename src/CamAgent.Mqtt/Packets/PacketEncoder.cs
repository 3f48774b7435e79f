namespace CamAgent.Mqtt.Packets;

/// <summary>Appends packets of either version to a buffer. Fields are valid by construction: the public types check them.</summary>
internal static class PacketEncoder
{
    public static void Write(PacketBuffer buffer, MqttPacket packet, MqttVersion version)
    {
        var writer = new PacketWriter(buffer);
        switch (packet)
        {
            case ConnectPacket connect: WriteConnect(writer, connect); break;
            case ConnackPacket connack: WriteConnack(writer, connack, version); break;
            case PublishPacket publish: WritePublish(writer, publish, version); break;
            case AcknowledgementPacket acknowledgement: WriteAcknowledgement(writer, acknowledgement, version); break;
            case SubscribePacket subscribe: WriteSubscribe(writer, subscribe, version); break;
            case SubscribeAcknowledgementPacket acknowledgement: WriteSubscribeAcknowledgement(writer, acknowledgement, version); break;
            case UnsubscribePacket unsubscribe: WriteUnsubscribe(writer, unsubscribe, version); break;
            case PingRequestPacket: writer.EndPacket(writer.BeginPacket(PacketType.Pingreq, 0)); break;
            case PingResponsePacket: writer.EndPacket(writer.BeginPacket(PacketType.Pingresp, 0)); break;
            case DisconnectPacket disconnect: WriteReason(writer, PacketType.Disconnect, disconnect.Code, disconnect.Properties, version); break;
            case AuthPacket auth: WriteReason(writer, PacketType.Auth, auth.Code, auth.Properties, version); break;
        }
    }

    private static void WriteConnect(PacketWriter writer, ConnectPacket packet)
    {
        var mark = writer.BeginPacket(PacketType.Connect, 0);
        writer.WriteString("MQTT");
        writer.WriteByte((byte)packet.Version);
        writer.WriteByte((byte)(
            (packet.CleanStart ? 0x02 : 0)
            | (packet.Will is { } w ? 0x04 | ((int)w.QoS << 3) | (w.Retain ? 0x20 : 0) : 0)
            | (packet.Password is not null ? 0x40 : 0)
            | (packet.UserName is not null ? 0x80 : 0)));
        writer.WriteUInt16(packet.KeepAliveSeconds);
        WriteProperties(writer, packet.Properties, packet.Version);
        writer.WriteString(packet.ClientId);
        if (packet.Will is { } will)
        {
            WriteProperties(writer, will.Properties, packet.Version);
            writer.WriteString(will.Topic);
            writer.WriteBinary(will.Payload.Span);
        }

        if (packet.UserName is not null)
            writer.WriteString(packet.UserName);
        if (packet.Password is { } password)
            writer.WriteBinary(password.Span);
        writer.EndPacket(mark);
    }

    private static void WriteConnack(PacketWriter writer, ConnackPacket packet, MqttVersion version)
    {
        var mark = writer.BeginPacket(PacketType.Connack, 0);
        writer.WriteByte(packet.SessionPresent ? (byte)1 : (byte)0);
        writer.WriteByte(packet.ReturnCode ?? (byte)packet.Code);
        if (packet.ReturnCode is null)
            WriteProperties(writer, packet.Properties, version);
        writer.EndPacket(mark);
    }

    private static void WritePublish(PacketWriter writer, PublishPacket packet, MqttVersion version)
    {
        var flags = (packet.Duplicate ? 0x08 : 0) | ((int)packet.QoS << 1) | (packet.Retain ? 0x01 : 0);
        var mark = writer.BeginPacket(PacketType.Publish, flags);
        writer.WriteString(packet.Topic);
        if (packet.QoS != QualityOfService.AtMostOnce)
            writer.WriteUInt16(packet.PacketId);
        WriteProperties(writer, packet.Properties, version);
        writer.WriteBytes(packet.Payload.Span);
        writer.EndPacket(mark);
    }

    private static void WriteAcknowledgement(PacketWriter writer, AcknowledgementPacket packet, MqttVersion version)
    {
        // §2.1.3: PUBREL's reserved flags are 0010.
        var mark = writer.BeginPacket(packet.Type, packet.Type == PacketType.Pubrel ? 0x02 : 0);
        writer.WriteUInt16(packet.PacketId);
        // §3.4.2.1: success without properties needs neither code nor property length.
        if (version == MqttVersion.V5 && (packet.Code != ReasonCode.Success || packet.Properties is not null))
        {
            writer.WriteByte((byte)packet.Code);
            if (packet.Properties is not null)
                PropertyEncoder.Write(writer, packet.Properties);
        }

        writer.EndPacket(mark);
    }

    private static void WriteSubscribe(PacketWriter writer, SubscribePacket packet, MqttVersion version)
    {
        var mark = writer.BeginPacket(PacketType.Subscribe, 0x02);
        writer.WriteUInt16(packet.PacketId);
        WriteProperties(writer, packet.Properties, version);
        foreach (var request in packet.Subscriptions)
        {
            writer.WriteString(request.Filter);
            var options = (int)request.QoS;
            if (version == MqttVersion.V5)
                options |= (request.NoLocal ? 0x04 : 0) | (request.RetainAsPublished ? 0x08 : 0) | ((int)request.RetainHandling << 4);
            writer.WriteByte((byte)options);
        }

        writer.EndPacket(mark);
    }

    private static void WriteSubscribeAcknowledgement(PacketWriter writer, SubscribeAcknowledgementPacket packet, MqttVersion version)
    {
        var mark = writer.BeginPacket(packet.Type, 0);
        writer.WriteUInt16(packet.PacketId);
        WriteProperties(writer, packet.Properties, version);
        if (version == MqttVersion.V5 || packet.Type == PacketType.Suback)
        {
            foreach (var code in packet.Codes)
                writer.WriteByte((byte)code);
        }

        writer.EndPacket(mark);
    }

    private static void WriteUnsubscribe(PacketWriter writer, UnsubscribePacket packet, MqttVersion version)
    {
        var mark = writer.BeginPacket(PacketType.Unsubscribe, 0x02);
        writer.WriteUInt16(packet.PacketId);
        WriteProperties(writer, packet.Properties, version);
        foreach (var filter in packet.Filters)
            writer.WriteString(filter);
        writer.EndPacket(mark);
    }

    private static void WriteReason(PacketWriter writer, PacketType type, ReasonCode code, PacketProperties? properties, MqttVersion version)
    {
        var mark = writer.BeginPacket(type, 0);
        if (version == MqttVersion.V5 && (code != ReasonCode.Success || properties is not null))
        {
            writer.WriteByte((byte)code);
            PropertyEncoder.Write(writer, properties);
        }

        writer.EndPacket(mark);
    }

    private static void WriteProperties(PacketWriter writer, PacketProperties? properties, MqttVersion version)
    {
        if (version == MqttVersion.V5)
            PropertyEncoder.Write(writer, properties);
    }
}
