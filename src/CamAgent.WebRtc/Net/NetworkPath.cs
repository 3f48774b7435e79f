namespace CamAgent.WebRtc.Net;

/// <summary>The way a datagram goes: the local socket's address and the remote one it came from or is sent to.</summary>
public readonly record struct NetworkPath(TransportAddress Local, TransportAddress Remote)
{
    public override string ToString() => $"{Local} - {Remote}";
}
