namespace CamAgent.Mqtt.Packets;

/// <content>SUBSCRIBE, UNSUBSCRIBE and their answers.</content>
internal static partial class PacketDecoder
{
    private static SubscribePacket ReadSubscribe(ref PacketReader reader, MqttVersion version)
    {
        var packetId = reader.ReadPacketIdentifier();
        var properties = ReadProperties(ref reader, PacketType.Subscribe, version);
        var requests = new List<SubscriptionRequest>();
        // §3.8.3: at least one filter.
        do
        {
            var filter = ReadFilter(ref reader);
            var options = reader.ReadByte();
            var retainHandling = (options >> 4) & 3;
            if ((options & 3) == 3 || retainHandling == 3 || (options & (version == MqttVersion.V5 ? 0xC0 : 0xFC)) != 0)
                reader.Malformed("the subscription options contradict each other");
            if (!reader.Failed)
                requests.Add(new(filter, (QualityOfService)(options & 3), (options & 4) != 0, (options & 8) != 0, (RetainHandling)retainHandling));
        }
        while (reader.Remaining > 0);
        return new(packetId, requests, properties);
    }

    private static UnsubscribePacket ReadUnsubscribe(ref PacketReader reader, MqttVersion version)
    {
        var packetId = reader.ReadPacketIdentifier();
        var properties = ReadProperties(ref reader, PacketType.Unsubscribe, version);
        var filters = new List<string>();
        do
        {
            var filter = ReadFilter(ref reader);
            if (!reader.Failed)
                filters.Add(filter);
        }
        while (reader.Remaining > 0);
        return new(packetId, filters, properties);
    }

    private static SubscribeAcknowledgementPacket ReadSubscribeAcknowledgement(ref PacketReader reader, PacketType type, MqttVersion version)
    {
        var packetId = reader.ReadPacketIdentifier();
        var properties = ReadProperties(ref reader, type, version);
        if (version == MqttVersion.V311 && type == PacketType.Unsuback)
            return new(type, packetId, []);
        if (reader.Remaining == 0)
            reader.Malformed("an acknowledgement of subscriptions has no codes");

        var bytes = reader.TakeRest();
        var codes = new ReasonCode[bytes.Length];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = (ReasonCode)bytes[i];
        return new(type, packetId, codes, properties);
    }

    private static string ReadFilter(ref PacketReader reader)
    {
        var filter = reader.ReadString();
        if (!reader.Failed && !TopicFilter.IsValid(filter))
            reader.Fail(new(ReasonCode.TopicFilterInvalid, "a topic filter is not valid"));
        return filter;
    }
}
