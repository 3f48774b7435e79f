namespace CamAgent.WebRtc.Dtls;

/// <summary>An alert that came in the clear (RFC 5246 §7.2). Anyone may have sent it, so it is a hint, not a fact.</summary>
internal readonly record struct DtlsAlert(byte Description)
{
    private const byte Fatal = 2;

    /// <summary>Reads a fatal alert; a warning is of no interest.</summary>
    public static bool TryReadFatal(ReadOnlySpan<byte> content, out DtlsAlert alert)
    {
        alert = content.Length == 2 ? new(content[1]) : default;
        return content.Length == 2 && content[0] == Fatal;
    }

    public override string ToString() => Description switch
    {
        40 => "handshake failure",
        42 => "bad certificate",
        43 => "unsupported certificate",
        45 => "certificate expired",
        46 => "certificate unknown",
        47 => "illegal parameter",
        48 => "unknown certificate authority",
        50 => "decode error",
        51 => "decrypt error",
        70 => "protocol version",
        71 => "insufficient security",
        80 => "internal error",
        _ => $"alert {Description}",
    };
}
