namespace CamAgent.WebRtc.Ice;

/// <summary>RFC 8445 §5.1.1: how an address came to be known.</summary>
public enum IceCandidateType : byte
{
    /// <summary>An address of the host's own interface.</summary>
    Host,

    /// <summary>What a STUN server saw: the outside of a NAT.</summary>
    ServerReflexive,

    /// <summary>What the other agent saw, through checks.</summary>
    PeerReflexive,

    /// <summary>An address that a TURN server holds for the agent.</summary>
    Relayed,
}
