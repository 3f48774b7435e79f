using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>
/// Learns the server-reflexive candidates of the UDP socket that all sessions share (RFC 8445 §5.1.1.2), from each base through each STUN
/// server, keeps the NAT's
/// mappings open, and notices when one changes. Driven as <see cref="IceAgent"/> is.
/// </summary>
/// <remarks>Not thread-safe: one loop drives it.</remarks>
public sealed class ServerReflexiveGatherer(RandomSource random)
{
    /// <summary>No message of the gatherer is longer.</summary>
    public const int MaximumMessageSize = 64;

    /// <summary>Ta, RFC 8445 §14.2: transactions begin this far apart.</summary>
    private static readonly TimeSpan Pacing = TimeSpan.FromMilliseconds(50);

    private const int MaximumBindings = 64;
    private const int MaximumEvents = 256;

    private readonly List<TransportAddress> _bases = [];
    private readonly List<TransportAddress> _servers = [];
    private readonly List<ServerBinding> _bindings = [];
    private readonly List<GatheredCandidate> _candidates = [];
    private readonly BoundedQueue<GatheringEvent> _events = new(MaximumEvents);
    private readonly BoundedQueue<ServerBinding> _outgoing = new(MaximumBindings);
    private Instant _nextStartAt = new(long.MinValue);

    /// <summary>The candidates as they are known now, without duplicates, each with its base.</summary>
    public IReadOnlyList<GatheredCandidate> Candidates => _candidates;

    /// <summary>True while a base has not heard from a server yet nor given up on it: more candidates may come.</summary>
    public bool IsGathering => _bindings.Exists(static binding => binding is { HasResult: false });

    public Instant NextTimeout
    {
        get
        {
            var next = Instant.Never;
            foreach (var binding in _bindings)
                next = Instant.Min(next, binding.IsIdle ? Instant.Max(binding.DueAt, _nextStartAt) : binding.DueAt);
            return next;
        }
    }

    /// <summary>Adds a local address, with the port of the UDP socket, in the owner's order of preference.</summary>
    public void AddBase(TransportAddress @base, Instant now) => Add(_bases, @base, now);

    /// <summary>Takes a local address back, and the candidates that were learned from it.</summary>
    public void RemoveBase(TransportAddress @base, Instant now)
    {
        _ = _bases.Remove(@base);
        Remove(binding => binding.Base == @base, now);
    }

    /// <summary>Adds a STUN server. Names are looked up by the owner.</summary>
    public void AddServer(TransportAddress server, Instant now) => Add(_servers, server, now);

    public void RemoveServer(TransportAddress server, Instant now)
    {
        _ = _servers.Remove(server);
        Remove(binding => binding.Server == server, now);
    }

    /// <summary>Takes a STUN message from the socket. False where it answers none of the gatherer's requests.</summary>
    public bool HandleStun(in NetworkPath path, ReadOnlySpan<byte> message, Instant now)
    {
        if (!StunMessage.TryParse(message, out var stun) || stun.Method != StunMethod.Binding || stun.Class is StunClass.Request or StunClass.Indication)
            return false;
        var from = path;
        var transactionId = stun.TransactionId;
        // Servers do not sign; the transaction id and the address are what an off-path forger has to guess.
        var binding = _bindings.Find(binding => !binding.IsIdle && binding.TransactionId == transactionId && binding.Path == from);
        if (binding is null)
            return false;

        var hasAddress = stun.TryGetMappedAddress(out var mapped) && mapped.IsIPv4 == binding.Base.IsIPv4 && mapped.Port != 0;
        if (stun.Class != StunClass.SuccessResponse || !hasAddress)
            mapped = default;
        Finish(binding, mapped, now);
        Advance(now);
        return true;
    }

    public void HandleTimeout(Instant now) => Advance(now);

    /// <param name="destination">At least <see cref="MaximumMessageSize"/> bytes.</param>
    public bool TryPollTransmit(Span<byte> destination, out int length, out NetworkPath path)
    {
        while (_outgoing.TryDequeue(out var binding))
        {
            if (binding.IsIdle || !_bindings.Contains(binding))
                continue;
            var writer = new StunWriter(destination, StunClass.Request, StunMethod.Binding, binding.TransactionId);
            writer.WriteFingerprint();
            length = writer.Length;
            path = binding.Path;
            return true;
        }

        length = 0;
        path = default;
        return false;
    }

    public bool TryPollEvent(out GatheringEvent gatheringEvent) => _events.TryDequeue(out gatheringEvent);

    private void Add(List<TransportAddress> addresses, TransportAddress address, Instant now)
    {
        if (addresses.Contains(address))
            return;
        addresses.Add(address);
        foreach (var @base in _bases)
        {
            foreach (var server in _servers)
            {
                if (CanReach(@base, server) && _bindings.Count < MaximumBindings
                    && !_bindings.Exists(binding => binding.Base == @base && binding.Server == server))
                    _bindings.Add(new(@base, server, now));
            }
        }

        Advance(now);
    }

    private void Remove(Predicate<ServerBinding> condition, Instant now)
    {
        _ = _bindings.RemoveAll(condition);
        UpdateCandidates();
        Advance(now);
    }

    private void Advance(Instant now)
    {
        foreach (var binding in _bindings)
        {
            if (now < binding.DueAt)
                continue;
            if (!binding.IsIdle)
            {
                if (binding.TrySendAgain(now))
                    _ = _outgoing.TryEnqueue(binding);
                else
                    Finish(binding, default, now);
            }
            else if (now >= _nextStartAt)
            {
                _nextStartAt = now + Pacing;
                binding.Start(StunTransactionId.Create(random), now);
                _ = _outgoing.TryEnqueue(binding);
            }
        }
    }

    private void Finish(ServerBinding binding, TransportAddress mapped, Instant now)
    {
        binding.Finish(mapped, now);
        if (!mapped.IsSpecified)
            _ = _events.TryEnqueue(new(GatheringEventKind.ServerUnreachable, null, binding.Base, binding.Server));
        UpdateCandidates();
    }

    /// <summary>Compares what the bindings say with what was told, and tells the difference: what went first, then what came.</summary>
    private void UpdateCandidates()
    {
        for (var i = _candidates.Count - 1; i >= 0; i--)
        {
            var known = _candidates[i];
            if (_bindings.Exists(binding => binding.Base == known.Base && binding.Mapped == known.Candidate.Address))
                continue;
            _candidates.RemoveAt(i);
            _ = _events.TryEnqueue(new(GatheringEventKind.CandidateRemoved, known.Candidate, known.Base, default));
        }

        foreach (var binding in _bindings)
        {
            // RFC 8445 §5.1.3: without a NAT between, the server sees the base itself.
            if (!binding.Mapped.IsSpecified || binding.Mapped == binding.Base
                || _candidates.Exists(known => known.Base == binding.Base && known.Candidate.Address == binding.Mapped))
                continue;
            var candidate = IceCandidate.CreateServerReflexive(binding.Mapped, binding.Base, binding.Server, _bases.IndexOf(binding.Base));
            _candidates.Add(new(candidate, binding.Base));
            _ = _events.TryEnqueue(new(GatheringEventKind.CandidateAdded, candidate, binding.Base, binding.Server));
        }
    }

    private static bool CanReach(TransportAddress @base, TransportAddress server) =>
        @base.IsIPv4 == server.IsIPv4 && (server.IsLoopback || !@base.IsLoopback) && (@base.IsIPv4 || @base.IsLinkLocal == server.IsLinkLocal);
}
