using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Turn;

/// <summary>
/// The client's side of one allocation on a TURN server (RFC 8656): relayed addresses, kept fresh, with permissions and channels for any
/// number of peers. It owns no socket and no clock: it is given what the server sends and the time, and asked for what the server is to be sent.
/// </summary>
/// <remarks>
/// Not thread-safe: one loop drives it. After each call drain <see cref="TryPollTransmit"/> and <see cref="TryPollEvent"/>, and come back with
/// <see cref="HandleTimeout"/> at <see cref="NextTimeout"/>.
/// </remarks>
public sealed partial class TurnAllocation
{
    /// <summary>No message of the allocation is longer; <see cref="TryPollTransmit"/> and <see cref="Wrap"/> want at least this much room.</summary>
    public const int MaximumMessageSize = 1500;

    private const int MaximumQueued = 128;
    private const int MaximumEvents = 4;

    private readonly TurnAllocationOptions _options;
    private readonly RandomSource _random;
    private readonly LongTermAuthentication _authentication;
    private readonly BoundedQueue<Outgoing> _outgoing = new(MaximumQueued);
    private readonly BoundedQueue<TurnEvent> _events = new(MaximumEvents);
    private readonly List<TransportAddress> _relayed = [];
    private long _sent;
    private long _received;
    private long _discarded;
    private long _dropped;

    /// <summary>Begins to ask for an allocation.</summary>
    public TurnAllocation(TurnAllocationOptions options, RandomSource random, Instant now)
    {
        _options = options;
        _random = random;
        _authentication = new(options.Credential);
        _families = options.BothFamilies ? RequestedFamilies.Both : RequestedFamilies.ServersChoice;
        _lastInbound = now;
        Start(StunMethod.Allocate, now);
    }

    public TurnAllocationState State { get; private set; }

    /// <summary>The addresses that the server relays for, one of each family at most; none before <see cref="TurnEventKind.Allocated"/>.</summary>
    public IReadOnlyList<TransportAddress> Relayed => _relayed;

    /// <summary>How the server sees this client; unspecified where it did not say.</summary>
    public TransportAddress Mapped { get; private set; }

    public TurnCounters Counters => new(_sent, _received, _discarded, _dropped);

    /// <summary>Writes the next message for the server.</summary>
    /// <param name="destination">At least <see cref="MaximumMessageSize"/> bytes.</param>
    public bool TryPollTransmit(Instant now, Span<byte> destination, out int length)
    {
        // Here and not when they are asked for: what came to be wanted since the last time goes into one request.
        StartWanted(now);
        while (_outgoing.TryDequeue(out var next))
        {
            if (next.Datagram is { } datagram)
                length = WriteIndication(destination, datagram, next.Peer);
            else if (_transactions.Contains(next.Transaction!))
                length = WriteRequest(destination, next.Transaction!);
            else
                continue;
            return true;
        }

        length = 0;
        return false;
    }

    public bool TryPollEvent(out TurnEvent happened) => _events.TryDequeue(out happened);

    /// <summary>Gives the allocation back (RFC 8656 §8). It has ended once the server has confirmed that, or has not answered for a while.</summary>
    public void Close(Instant now)
    {
        if (State is TurnAllocationState.Closing or TurnAllocationState.Ended)
            return;
        if (State == TurnAllocationState.Allocating)
        {
            // Whether or not the server has given something: it takes it back itself within minutes.
            End(new TurnEnd(TurnEndReason.Closed));
            return;
        }

        Clear();
        State = TurnAllocationState.Closing;
        _closeBy = now + ClosingPatience;
        Start(StunMethod.Refresh, now);
    }

    /// <summary>The way to the server is broken for good: the connection ended, or nobody listens.</summary>
    public void Disconnect() => End(new TurnEnd(TurnEndReason.Disconnected));

    private void End(TurnEnd end)
    {
        if (State == TurnAllocationState.Ended)
            return;
        Clear();
        State = TurnAllocationState.Ended;
        _ = _events.TryEnqueue(new(TurnEventKind.Ended, end));
    }

    private void Clear()
    {
        _transactions.Clear();
        _outgoing.Clear();
        _permissions.Clear();
        _held.Clear();
        _channelsByPeer.Clear();
        _channelsByNumber.Clear();
        _hasWanted = false;
    }

    /// <summary>Either a request, whose bytes are made when it is taken out, or a datagram for a peer that has no channel.</summary>
    private readonly record struct Outgoing(TurnTransaction? Transaction, byte[]? Datagram = null, TransportAddress Peer = default);
}
