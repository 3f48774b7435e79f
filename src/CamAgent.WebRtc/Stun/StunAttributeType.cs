namespace CamAgent.WebRtc.Stun;

/// <summary>Registered attribute types. Those below 0x8000 must be understood by their receiver (RFC 8489 §14).</summary>
public enum StunAttributeType : ushort
{
    // RFC 8489 §18.3
    MappedAddress = 0x0001,
    Username = 0x0006,
    MessageIntegrity = 0x0008,
    ErrorCode = 0x0009,
    UnknownAttributes = 0x000A,
    Realm = 0x0014,
    Nonce = 0x0015,
    MessageIntegritySha256 = 0x001C,
    PasswordAlgorithm = 0x001D,
    UserHash = 0x001E,
    XorMappedAddress = 0x0020,
    PasswordAlgorithms = 0x8002,
    AlternateDomain = 0x8003,
    Software = 0x8022,
    AlternateServer = 0x8023,
    Fingerprint = 0x8028,

    // RFC 8445 §20.2
    Priority = 0x0024,
    UseCandidate = 0x0025,
    IceControlled = 0x8029,
    IceControlling = 0x802A,

    // RFC 8656 §18
    ChannelNumber = 0x000C,
    Lifetime = 0x000D,
    XorPeerAddress = 0x0012,
    Data = 0x0013,
    XorRelayedAddress = 0x0016,
    RequestedAddressFamily = 0x0017,
    EvenPort = 0x0018,
    RequestedTransport = 0x0019,
    DontFragment = 0x001A,
    ReservationToken = 0x0022,
    AdditionalAddressFamily = 0x8000,
    AddressErrorCode = 0x8001,
    Icmp = 0x8004,

    /// <summary>ADDITIONAL-ADDRESS-FAMILY as coturn numbers it (4.6), from a draft before RFC 8656.</summary>
    AdditionalAddressFamilyOfDraft = 0x8032,

    // RFC 5780 §7
    ChangeRequest = 0x0003,
    Padding = 0x0026,
    ResponsePort = 0x0027,
    ResponseOrigin = 0x802B,
    OtherAddress = 0x802C,
}
