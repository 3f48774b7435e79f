namespace CamAgent.WebRtc.Turn;

/// <summary>Why there is no allocation (any more).</summary>
public enum TurnEndReason : byte
{
    /// <summary>Given back by this side.</summary>
    Closed,

    /// <summary>No answer.</summary>
    Unreachable,

    /// <summary>Nobody listens there: ICMP says so, or the connection broke.</summary>
    Disconnected,

    /// <summary>The server does not take the user name or password (401, 441).</summary>
    WrongCredentials,

    /// <summary>The server knows of no allocation (437): it was restarted, or the allocation ran out.</summary>
    AllocationMismatch,

    /// <summary>The user has as many allocations as it may (486).</summary>
    QuotaReached,

    /// <summary>The server has no more to give (508).</summary>
    InsufficientCapacity,

    /// <summary>Another server is to be asked (300).</summary>
    Redirected,

    /// <summary>Anything else: the code says more.</summary>
    Refused,

    /// <summary>The answer makes no sense.</summary>
    MalformedAnswer,
}

/// <summary>How an allocation came to its end.</summary>
/// <param name="Code">The STUN error code; 0 where there was none.</param>
/// <param name="AlternateServer">With <see cref="TurnEndReason.Redirected"/>: whom to ask.</param>
public readonly record struct TurnEnd(TurnEndReason Reason, int Code = 0, Net.TransportAddress AlternateServer = default)
{
    /// <summary>In words, for logs and for the doctor.</summary>
    public override string ToString() => Reason switch
    {
        TurnEndReason.Closed => "given back",
        TurnEndReason.Unreachable => "the server does not answer",
        TurnEndReason.Disconnected => "nobody listens there, or the connection broke",
        TurnEndReason.WrongCredentials => "the server refuses the user name or password",
        TurnEndReason.AllocationMismatch => "the server has forgotten the allocation; was it restarted?",
        TurnEndReason.QuotaReached => "this user has as many allocations as the server allows",
        TurnEndReason.InsufficientCapacity => "the server has no free relay addresses",
        TurnEndReason.Redirected => $"the server sends its clients to {AlternateServer}",
        TurnEndReason.MalformedAnswer => "the server's answer makes no sense",
        _ => $"the server refuses with error {Code}",
    };
}
