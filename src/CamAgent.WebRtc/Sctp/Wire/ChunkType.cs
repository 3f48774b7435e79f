namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>RFC 9260 §3.2, and the extensions that are spoken here. The two highest bits say what becomes of a type that is not known.</summary>
internal enum ChunkType : byte
{
    Data = 0,
    Init = 1,
    InitAck = 2,
    Sack = 3,
    Heartbeat = 4,
    HeartbeatAck = 5,
    Abort = 6,
    Shutdown = 7,
    ShutdownAck = 8,
    Error = 9,
    CookieEcho = 10,
    CookieAck = 11,
    ShutdownComplete = 14,

    /// <summary>RFC 6525 §3.1.</summary>
    Reconfiguration = 130,

    /// <summary>RFC 3758 §3.2.</summary>
    ForwardTsn = 192,
}
