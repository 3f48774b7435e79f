namespace CamAgent.WebRtc.Turn;

/// <summary>How the client talks to the server (RFC 8656 §3.1), best first; to the peers it is always UDP.</summary>
public enum TurnTransport : byte
{
    Udp,
    Tcp,
    Tls,
}
