namespace CamAgent.DataChannels.Control;

/// <summary>JSON-RPC 2.0 §5.1, and what this agent adds (contract §7).</summary>
internal static class RpcErrorCode
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;

    /// <summary>More requests wait than are kept.</summary>
    public const int Busy = -32000;

    /// <summary>The viewer's rights do not allow it.</summary>
    public const int Forbidden = -32001;

    /// <summary>It cannot be done now, for a reason in words.</summary>
    public const int Unavailable = -32002;
}
