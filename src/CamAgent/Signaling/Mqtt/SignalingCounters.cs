namespace CamAgent.Signaling.Mqtt;

/// <summary>What came, what was refused and what was dropped, since the start. Any thread.</summary>
internal sealed class SignalingCounters
{
    private readonly long[] _received = new long[Enum.GetValues<SignalKind>().Length];
    private readonly long[] _errors = new long[Enum.GetValues<SignalErrorCode>().Length];
    private readonly long[] _dropped = new long[Enum.GetValues<SignalDrop>().Length];

    public long Received(SignalKind kind) => Interlocked.Read(ref _received[(int)kind]);

    /// <summary>Errors that were sent.</summary>
    public long Errors(SignalErrorCode code) => Interlocked.Read(ref _errors[(int)code]);

    public long Dropped(SignalDrop cause) => Interlocked.Read(ref _dropped[(int)cause]);

    internal void Count(SignalKind kind) => Interlocked.Increment(ref _received[(int)kind]);

    internal void Count(SignalErrorCode code) => Interlocked.Increment(ref _errors[(int)code]);

    internal void Count(SignalDrop cause) => Interlocked.Increment(ref _dropped[(int)cause]);
}

/// <summary>The messages that were read, by type.</summary>
internal enum SignalKind
{
    Hello,
    Offer,
    Candidate,
    Bye,

    /// <summary>Could not be understood.</summary>
    Invalid,
}

/// <summary>Why something was dropped without an answer.</summary>
internal enum SignalDrop
{
    /// <summary>A broker keeps it from another time: a retained offer is a replay.</summary>
    Retained,

    /// <summary>The topic's session is not a session's name.</summary>
    InvalidSession,

    /// <summary>A candidate or bye of a session that is not known.</summary>
    UnknownSession,

    /// <summary>Above a rate limit.</summary>
    Flood,

    /// <summary>A candidate more than one session may keep waiting.</summary>
    CandidateOverflow,

    /// <summary>A greeting that waited for its offer when too many did.</summary>
    HelloEvicted,

    /// <summary>An error that nobody was told, above the errors' rate limit.</summary>
    ErrorSuppressed,

    /// <summary>An answer larger than a message may be.</summary>
    AnswerTooLarge,
}
