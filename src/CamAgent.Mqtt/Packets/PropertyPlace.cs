using static CamAgent.Mqtt.Packets.PropertyId;

namespace CamAgent.Mqtt.Packets;

/// <summary>Where a property may stand (MQTT 5 table 2-4): a packet, or the will within CONNECT.</summary>
internal static class PropertyPlace
{
    /// <summary>Packet type 0 is reserved; here it stands for the will properties of CONNECT.</summary>
    public const PacketType Will = default;

    private const int WillBit = 1 << (int)Will;
    private const int Connect = 1 << (int)PacketType.Connect;
    private const int Connack = 1 << (int)PacketType.Connack;
    private const int Publish = 1 << (int)PacketType.Publish;
    private const int Subscribe = 1 << (int)PacketType.Subscribe;
    private const int Disconnect = 1 << (int)PacketType.Disconnect;
    private const int Auth = 1 << (int)PacketType.Auth;

    private const int Answers = Connack | Disconnect | Auth
        | (1 << (int)PacketType.Puback) | (1 << (int)PacketType.Pubrec) | (1 << (int)PacketType.Pubrel) | (1 << (int)PacketType.Pubcomp)
        | (1 << (int)PacketType.Suback) | (1 << (int)PacketType.Unsuback);

    public static bool Allows(PacketType place, PropertyId id) => (Places(id) & (1 << (int)place)) != 0;

    private static int Places(PropertyId id) => id switch
    {
        PayloadFormatIndicator or MessageExpiryInterval or ContentType or ResponseTopic or CorrelationData => Publish | WillBit,
        SubscriptionIdentifier => Publish | Subscribe,
        SessionExpiryInterval => Connect | Connack | Disconnect,
        AuthenticationMethod or AuthenticationData => Connect | Connack | Auth,
        RequestProblemInformation or RequestResponseInformation => Connect,
        WillDelayInterval => WillBit,
        ServerReference => Connack | Disconnect,
        ReasonString => Answers,
        ReceiveMaximum or TopicAliasMaximum or MaximumPacketSize => Connect | Connack,
        TopicAlias => Publish,
        PropertyId.UserProperty => ~0,
        AssignedClientIdentifier or ServerKeepAlive or ResponseInformation or MaximumQoS or RetainAvailable
            or WildcardSubscriptionAvailable or SubscriptionIdentifierAvailable or SharedSubscriptionAvailable => Connack,
        _ => 0,
    };
}
