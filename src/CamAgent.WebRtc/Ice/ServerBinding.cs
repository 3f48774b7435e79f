using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>What one STUN server says about one base, asked again and again.</summary>
internal sealed class ServerBinding(TransportAddress @base, TransportAddress server, Instant now)
{
    /// <summary>RFC 8445 §11: Tr, no less than 15 s; NATs forget a UDP mapping after 30 s and more (RFC 4787 asks for 2 minutes).</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan InitialTimeout = TimeSpan.FromMilliseconds(500);

    private StunRetransmission _retransmission;
    private Instant _startAt = now;

    public TransportAddress Base { get; } = @base;

    public TransportAddress Server { get; } = server;

    public NetworkPath Path => new(Base, Server);

    public StunTransactionId TransactionId { get; private set; }

    /// <summary>No request is under way.</summary>
    public bool IsIdle { get; private set; } = true;

    /// <summary>A request has been answered or has failed before.</summary>
    public bool HasResult { get; private set; }

    /// <summary>The base from outside; unspecified where the server gave no answer.</summary>
    public TransportAddress Mapped { get; private set; }

    /// <summary>When the next request, or its next sending, is due.</summary>
    public Instant DueAt => IsIdle ? _startAt : _retransmission.DueAt;

    public void Start(StunTransactionId transactionId, Instant now)
    {
        TransactionId = transactionId;
        IsIdle = false;
        _retransmission = new(now, InitialTimeout);
    }

    public bool TrySendAgain(Instant now) => _retransmission.TrySendAgain(now);

    public void Finish(TransportAddress mapped, Instant now)
    {
        IsIdle = true;
        HasResult = true;
        Mapped = mapped;
        _startAt = now + (mapped.IsSpecified ? RefreshInterval : RetryInterval);
    }
}
