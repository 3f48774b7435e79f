using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>
/// A full ICE agent with one stream and one component (RFC 8445), trickling in both directions (RFC 8838), with consent freshness (RFC
/// 7675).
/// It owns no socket and no clock: it is given datagrams and the time, and asked for datagrams and events.
/// </summary>
/// <remarks>
/// Not thread-safe: one loop drives it. After each call drain <see cref="TryPollTransmit"/> and <see cref="TryPollEvent"/>, and come back
/// with
/// <see cref="HandleTimeout"/> at <see cref="NextTimeout"/>.
/// </remarks>
public sealed partial class IceAgent
{
    /// <summary>No message of the agent is longer; <see cref="TryPollTransmit"/> wants at least this much room.</summary>
    public const int MaximumMessageSize = 640;

    private const int MaximumQueued = 64;
    private const int MaximumEvents = 256;

    private readonly RandomSource _random;
    private readonly ulong _tieBreaker;
    private readonly BoundedQueue<OutgoingMessage> _outgoing = new(MaximumQueued);
    private readonly BoundedQueue<IceEvent> _events = new(MaximumEvents);
    private readonly HashSet<NetworkPath> _validated = [];
    private IceGeneration _current;
    private IceGeneration? _previous;

    public IceAgent(IceRole role, RandomSource random)
    {
        _random = random;
        // RFC 8445 §16.1: the same for the whole session, so that two agents always settle a conflict alike.
        _tieBreaker = random.NextUInt64();
        _current = new(IceCredentials.Create(random));
        Role = role;
    }

    public IceRole Role { get; private set; }

    public IceState State { get; private set; }

    /// <summary>Of the current generation: what is signaled next.</summary>
    public IceCredentials LocalCredentials => _current.Local;

    /// <summary>Of the current generation; null until they were signaled.</summary>
    public IceCredentials? RemoteCredentials => _current.Remote;

    /// <summary>Where media goes; null while no pair is selected.</summary>
    public NetworkPath? SelectedPath => _selected?.Path;

    public SelectedPair? SelectedPair => _selected is null ? null : DescribeSelected(_selected);

    /// <summary>When the last authenticated message came in; null before the first.</summary>
    public Instant? LastInbound { get; private set; }

    /// <summary>Messages that named this agent but failed authentication or made no sense.</summary>
    public long RejectedMessages { get; private set; }

    /// <summary>Messages that were not sent because the transmit queue was full.</summary>
    public long DroppedMessages { get; private set; }

    /// <summary>True where a check of this agent was answered on this path: whatever else arrives there may be looked at.</summary>
    public bool IsValidated(in NetworkPath path) => _validated.Contains(path);

    /// <summary>Takes a STUN message from the socket.</summary>
    /// <returns>False where it is not this agent's: not STUN, another method, another session's ufrag, an answer to nothing.</returns>
    public bool HandleStun(in NetworkPath path, ReadOnlySpan<byte> message, Instant now) => HandleStun(path, message, now, out _);

    /// <inheritdoc cref="HandleStun(in NetworkPath, ReadOnlySpan{byte}, Instant)"/>
    /// <param name="isAuthentic">Whoever sent it knows the session's password: only then does it say anything about the path.</param>
    public bool HandleStun(in NetworkPath path, ReadOnlySpan<byte> message, Instant now, out bool isAuthentic)
    {
        isAuthentic = false;
        if (State == IceState.Closed || !StunMessage.TryParse(message, out var stun) || stun.Method != StunMethod.Binding)
            return false;

        var handled = stun.Class switch
        {
            StunClass.Request => HandleRequest(stun, path, now, out isAuthentic),
            // RFC 8445 §11: a keep-alive, without authentication, hence without meaning.
            StunClass.Indication => IsValidated(path),
            _ => HandleResponse(stun, path, now, out isAuthentic),
        };
        if (handled)
            Advance(now);
        return handled;
    }

    /// <summary>Writes the next datagram that is to be sent.</summary>
    /// <param name="destination">At least <see cref="MaximumMessageSize"/> bytes.</param>
    public bool TryPollTransmit(Span<byte> destination, out int length, out NetworkPath path)
    {
        while (_outgoing.TryDequeue(out var message))
        {
            // The pair may have been removed since.
            if (message.Check is { Pair.IsRemoved: true })
                continue;
            length = IceMessage.Write(destination, message, _tieBreaker);
            path = message.Path;
            return true;
        }

        length = 0;
        path = default;
        return false;
    }

    public bool TryPollEvent(out IceEvent iceEvent) => _events.TryDequeue(out iceEvent);

    /// <summary>Ends the agent: nothing is sent or accepted any more.</summary>
    public void Close()
    {
        if (State == IceState.Closed)
            return;
        Clear();
        SetState(IceState.Closed);
    }

    private void Send(in OutgoingMessage message)
    {
        if (!_outgoing.TryEnqueue(message))
            DroppedMessages++;
    }

    private void Raise(in IceEvent iceEvent) => _ = _events.TryEnqueue(iceEvent);

    private void SetState(IceState state)
    {
        if (State == state)
            return;
        State = state;
        Raise(new(IceEventKind.StateChanged, state));
    }

    /// <summary>Forgets all work in hand; the credentials stay.</summary>
    private void Clear()
    {
        if (_previous is not null)
            Retire(_previous);
        _previous = null;
        _checks.Clear();
        _outgoing.Clear();
        _validated.Clear();
        foreach (var pair in _current.CheckList.Pairs.ToArray())
            _current.CheckList.Remove(pair);
        Deselect();
    }
}
