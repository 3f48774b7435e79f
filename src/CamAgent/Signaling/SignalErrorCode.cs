namespace CamAgent.Signaling;

/// <summary>The codes of an <c>error</c> message (contract §4).</summary>
internal enum SignalErrorCode
{
    BadRequest,
    Unauthorized,
    Forbidden,
    Busy,
    Unsupported,
    Unavailable,
    Internal,
}
