namespace CamAgent.Signaling;

/// <summary>The error codes as they stand in messages, problem documents and metrics.</summary>
internal static class SignalErrorCodeText
{
    public static string ToWire(this SignalErrorCode code) => code switch
    {
        SignalErrorCode.BadRequest => "bad-request",
        SignalErrorCode.Unauthorized => "unauthorized",
        SignalErrorCode.Forbidden => "forbidden",
        SignalErrorCode.Busy => "busy",
        SignalErrorCode.Unsupported => "unsupported",
        SignalErrorCode.Unavailable => "unavailable",
        _ => "internal",
    };
}
