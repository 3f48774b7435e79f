namespace CamAgent.WebRtc.Ice;

/// <summary>RFC 8445 §6.1.1: the controlling agent nominates; normally it is the one that offered.</summary>
public enum IceRole : byte
{
    Controlling,
    Controlled,
}
