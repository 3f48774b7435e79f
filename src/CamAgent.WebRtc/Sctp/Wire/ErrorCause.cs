namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>RFC 9260 §3.3.10: why an ERROR or ABORT was sent.</summary>
internal enum ErrorCause : ushort
{
    InvalidStreamIdentifier = 1,
    MissingMandatoryParameter = 2,
    StaleCookie = 3,
    OutOfResource = 4,
    UnrecognizedChunkType = 6,
    InvalidMandatoryParameter = 7,
    UnrecognizedParameters = 8,
    NoUserData = 9,
    CookieWhileShuttingDown = 10,
    AssociationRestart = 11,
    UserInitiatedAbort = 12,
    ProtocolViolation = 13,
}
