namespace CamAgent.WebRtc;

/// <summary>Where a session is in its life.</summary>
public enum PeerState
{
    /// <summary>Made; no description of the other side yet.</summary>
    New,

    /// <summary>ICE or DTLS is under way.</summary>
    Connecting,

    /// <summary>Media flows, or could.</summary>
    Connected,

    /// <summary>Over; <see cref="PeerSession.EndReason"/> says why.</summary>
    Ended,
}
