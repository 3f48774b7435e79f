using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>A Binding request of this agent that has no answer yet (RFC 8445 §7.2).</summary>
internal sealed class ConnectivityCheck(
    StunTransactionId transactionId,
    IceGeneration generation,
    CandidatePair pair,
    CheckPurpose purpose,
    IceRole role,
    bool useCandidate,
    Instant sentAt)
{
    // Not read-only: the struct counts its sendings.
    private StunRetransmission _retransmission;

    public StunTransactionId TransactionId { get; } = transactionId;

    /// <summary>Whose credentials it carries.</summary>
    public IceGeneration Generation { get; } = generation;

    public CandidatePair Pair { get; } = pair;

    public CheckPurpose Purpose { get; } = purpose;

    /// <summary>The role that the request says; the agent's may have changed since.</summary>
    public IceRole Role { get; } = role;

    public bool UseCandidate { get; } = useCandidate;

    public Instant SentAt { get; } = sentAt;

    /// <summary>Superseded: nothing is sent any more, but an answer still counts.</summary>
    public bool IsCancelled { get; private set; }

    public required StunRetransmission Retransmission
    {
        get => _retransmission;
        init => _retransmission = value;
    }

    public Instant DueAt => _retransmission.DueAt;

    public bool TrySendAgain(Instant now) => _retransmission.TrySendAgain(now);

    public void Cancel(Instant now)
    {
        if (!IsCancelled)
            _retransmission.Stop(now);
        IsCancelled = true;
    }
}
