namespace CamAgent.WebRtc.Ice;

public enum IceState : byte
{
    /// <summary>The remote credentials are not known yet.</summary>
    New,

    /// <summary>Looking for a pair that works.</summary>
    Checking,

    /// <summary>A pair is selected and alive.</summary>
    Connected,

    /// <summary>The selected pair has not answered for 5 s, or was lost while others are tried. May heal by itself.</summary>
    Disconnected,

    /// <summary>Nothing works, or consent expired (RFC 7675). Only a restart leads out.</summary>
    Failed,

    Closed,
}
