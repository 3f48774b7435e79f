namespace CamAgent.WebRtc.Ice;

/// <summary>The tcptype extension (RFC 6544 §4.5).</summary>
public enum IceTcpType : byte
{
    None,
    Active,
    Passive,
    SimultaneousOpen,
}
