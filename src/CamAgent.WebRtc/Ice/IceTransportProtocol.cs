namespace CamAgent.WebRtc.Ice;

public enum IceTransportProtocol : byte
{
    Udp,

    /// <summary>RFC 6544: read and written, never paired.</summary>
    Tcp,
}
