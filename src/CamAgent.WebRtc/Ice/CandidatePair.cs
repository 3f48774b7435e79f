using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>
/// A local and a remote candidate that may reach each other (RFC 8445 §6.1.2). Once its check succeeds it is a valid pair too.
/// </summary>
internal sealed class CandidatePair
{
    public CandidatePair(LocalCandidate local, RemoteCandidate remote, in NetworkPath path, IceRole role)
    {
        Local = local;
        Remote = remote;
        Path = path;
        UpdatePriority(role);
    }

    /// <summary>The best of the local candidates that share this pair's base; the path is the same with each (RFC 8445 §6.1.2.4).</summary>
    public LocalCandidate Local { get; set; }

    public RemoteCandidate Remote { get; }

    /// <summary>From the base to the remote address: the way that datagrams take.</summary>
    public NetworkPath Path { get; }

    public ulong Priority { get; private set; }

    public CandidatePairState State { get; set; }

    /// <summary>Waits in the triggered-check queue.</summary>
    public bool IsTriggered { get; set; }

    /// <summary>No longer in any check list; what still arrives for it changes nothing.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>The check whose failure is the pair's failure: the latest one.</summary>
    public ConnectivityCheck? Check { get; set; }

    /// <summary>As controlling agent: the next check carries USE-CANDIDATE.</summary>
    public bool UseCandidate { get; set; }

    /// <summary>As controlled agent: USE-CANDIDATE came before the pair was valid (RFC 8445 §7.3.1.5).</summary>
    public bool NominateOnSuccess { get; set; }

    public bool IsNominated { get; set; }

    /// <summary>The last request with USE-CANDIDATE, when it came, and how many different ones there were.</summary>
    public StunTransactionId NominationId { get; set; }

    public Instant NominatedAt { get; set; }

    public int Nominations { get; set; }

    /// <summary>The last authenticated message on this path; null before the first.</summary>
    public Instant? LastInbound { get; set; }

    /// <summary>Of the latest check that was answered without having been sent twice.</summary>
    public TimeSpan? RoundTripTime { get; set; }

    /// <summary>How the other side sees the base; unspecified until a check succeeds.</summary>
    public TransportAddress Mapped { get; set; }

    public bool HasFoundationOf(CandidatePair other) =>
        string.Equals(Local.Candidate.Foundation, other.Local.Candidate.Foundation, StringComparison.Ordinal)
        && string.Equals(Remote.Candidate.Foundation, other.Remote.Candidate.Foundation, StringComparison.Ordinal);

    /// <summary>To be called when the role or one of the candidates' priorities changes.</summary>
    public void UpdatePriority(IceRole role) => Priority = role == IceRole.Controlling
        ? CandidatePriority.OfPair(Local.Candidate.Priority, Remote.Candidate.Priority)
        : CandidatePriority.OfPair(Remote.Candidate.Priority, Local.Candidate.Priority);
}
