namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>Parameters of INIT, INIT ACK, HEARTBEAT (RFC 9260 §3.3) and RE-CONFIG (RFC 6525 §4).</summary>
internal enum ParameterType : ushort
{
    HeartbeatInformation = 1,
    StateCookie = 7,
    UnrecognizedParameter = 8,
    OutgoingReset = 13,
    IncomingReset = 14,
    SsnTsnReset = 15,
    ReconfigurationResponse = 16,
    AddOutgoingStreams = 17,
    AddIncomingStreams = 18,

    /// <summary>RFC 9653 §4.</summary>
    ZeroChecksumAcceptable = 0x8001,

    /// <summary>RFC 5061 §4.2.7: the chunk types beyond RFC 9260 that a peer understands.</summary>
    SupportedExtensions = 0x8008,

    /// <summary>RFC 3758 §3.1.</summary>
    ForwardTsnSupported = 0xC000,
}
