namespace CamAgent.WebRtc.Turn;

/// <summary>What a <c>turn:</c> or <c>turns:</c> URI says (RFC 7065).</summary>
/// <param name="Host">A name, or an address without brackets. Over TLS it is what the certificate has to be for.</param>
public readonly record struct TurnUri(string Host, int Port, TurnTransport Transport)
{
    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return $"{(Transport == TurnTransport.Tls ? "turns" : "turn")}:{host}:{Port}?transport={(Transport == TurnTransport.Udp ? "udp" : "tcp")}";
    }
}
