namespace CamAgent.WebRtc.Ice;

/// <summary>What became of a remote candidate that was handed to the agent.</summary>
public enum RemoteCandidateOutcome : byte
{
    Added,

    /// <summary>Its address was known already; what was signaled about it counts now.</summary>
    Known,

    /// <summary>It holds an mDNS name: an <see cref="IceEventKind.ResolveName"/> event was raised.</summary>
    Resolving,

    /// <summary>Another protocol, component or name than this agent serves, or an address nothing can be sent to.</summary>
    Unsupported,

    /// <summary>Its ufrag is not that of the current remote credentials.</summary>
    OtherGeneration,

    /// <summary>The other side has sent more candidates than are kept.</summary>
    TooMany,

    /// <summary>The agent has failed or is closed.</summary>
    Ended,
}
