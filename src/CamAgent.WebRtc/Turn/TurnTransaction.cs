using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Turn;

/// <summary>A request that has no answer yet.</summary>
internal sealed class TurnTransaction(StunMethod method, StunTransactionId id, StunRetransmission retransmission, Instant startedAt)
{
    // Not read-only: the struct counts its sendings.
    private StunRetransmission _retransmission = retransmission;

    public StunMethod Method { get; } = method;

    public StunTransactionId Id { get; } = id;

    /// <summary>When the question was first asked, by this request or by one that had no answer.</summary>
    public Instant StartedAt { get; } = startedAt;

    /// <summary>With CreatePermission and ChannelBind: whom for.</summary>
    public IReadOnlyList<TransportAddress> Peers { get; init; } = [];

    /// <summary>With ChannelBind.</summary>
    public ushort Channel { get; init; }

    /// <summary>It was signed, so its answer has to be.</summary>
    public bool IsSigned { get; init; }

    /// <summary>How often the question was asked anew because the server wanted it signed otherwise.</summary>
    public int Challenges { get; init; }

    /// <summary>The nonce that it was last sent with.</summary>
    public byte[] Nonce { get; set; } = [];

    public Instant DueAt => _retransmission.DueAt;

    public bool TrySendAgain(Instant now) => _retransmission.TrySendAgain(now);
}
