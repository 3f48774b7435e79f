using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

public sealed partial class IceAgent
{
    /// <summary>Signaled candidates of one generation, those still to be looked up included.</summary>
    private const int MaximumSignaledCandidates = 64;

    /// <summary>Candidates learned from checks, for which the signaled ones leave no room.</summary>
    private const int MaximumPeerReflexiveCandidates = 32;

    private readonly List<LocalCandidate> _localCandidates = [];

    /// <summary>Adds an address of this side. Adding one again changes nothing.</summary>
    /// <param name="base">The address that its datagrams leave from: that of the UDP socket, or the relayed address itself.</param>
    public void AddLocalCandidate(IceCandidate candidate, TransportAddress @base, Instant now)
    {
        if (State == IceState.Closed || candidate.Protocol != IceTransportProtocol.Udp)
            return;
        foreach (var known in _localCandidates)
        {
            if (known.Base == @base && known.Candidate.Address == candidate.Address)
                return;
        }

        var local = new LocalCandidate(candidate, @base);
        _localCandidates.Add(local);
        foreach (var remote in _current.RemoteCandidates)
            _ = TryPair(local, remote, mustAdd: false);
        Advance(now);
    }

    /// <summary>
    /// Takes back an address. With a base, everything that leaves from it dies; the selected pair is replaced by the best other valid
    /// one, or looked for anew.
    /// </summary>
    public void RemoveLocalCandidate(TransportAddress address, TransportAddress @base, Instant now)
    {
        var removed = _localCandidates.FindAll(local => local.Base == @base && (address == @base || local.Candidate.Address == address));
        if (removed.Count == 0 || State == IceState.Closed)
            return;
        _ = _localCandidates.RemoveAll(removed.Contains);
        RemovePairs(_current.CheckList, removed);
        if (_previous is not null)
            RemovePairs(_previous.CheckList, removed);
        if (_selected is { IsRemoved: true })
            LoseSelected(now);
        Advance(now);
    }

    /// <summary>Takes the remote credentials of the current generation; checks may begin.</summary>
    public void SetRemoteCredentials(IceCredentials credentials, Instant now)
    {
        if (State is IceState.Closed or IceState.Failed || _current.Remote == credentials)
            return;
        _current.SetRemote(credentials);
        _current.FailAt = now + Patience;
        Advance(now);
    }

    /// <summary>Takes a candidate of the other side, at any time.</summary>
    public RemoteCandidateOutcome AddRemoteCandidate(IceCandidate candidate, Instant now)
    {
        if (State is IceState.Closed or IceState.Failed)
            return RemoteCandidateOutcome.Ended;
        if (candidate.Protocol != IceTransportProtocol.Udp || candidate.Component != 1 || candidate.Port == 0)
            return RemoteCandidateOutcome.Unsupported;
        // RFC 8838 §10: a late candidate of a generation that was restarted since.
        if (candidate.UsernameFragment is { } ufrag && _current.Remote is { } remote && !string.Equals(ufrag, remote.Ufrag, StringComparison.Ordinal))
            return RemoteCandidateOutcome.OtherGeneration;
        if (candidate.HostName is null && !IsUsable(candidate.Address))
            return RemoteCandidateOutcome.Unsupported;
        if (candidate.HostName is null && FindRemote(candidate.Address) is { } known)
        {
            Learn(known, candidate);
            Advance(now);
            return RemoteCandidateOutcome.Known;
        }

        if (CountSignaled() >= MaximumSignaledCandidates)
            return RemoteCandidateOutcome.TooMany;
        if (candidate.HostName is { } name)
            return AddUnresolved(candidate, name);
        AddRemote(new(candidate, candidate.Address));
        Advance(now);
        return RemoteCandidateOutcome.Added;
    }

    /// <summary>The other side has no further candidates (RFC 8838 §14).</summary>
    public void SetEndOfRemoteCandidates(Instant now)
    {
        _current.HasAllRemoteCandidates = true;
        Advance(now);
    }

    /// <summary>Answers <see cref="IceEventKind.ResolveName"/>.</summary>
    /// <param name="address">Its port does not matter; unspecified where the name has no address.</param>
    public void SetResolvedName(string name, TransportAddress address, Instant now)
    {
        var waiting = _current.Unresolved.FindAll(candidate => string.Equals(candidate.HostName, name, StringComparison.OrdinalIgnoreCase));
        _ = _current.Unresolved.RemoveAll(waiting.Contains);
        if (!address.IsSpecified)
            return;
        foreach (var candidate in waiting)
            _ = AddRemoteCandidate(candidate with { HostName = null, Address = address.WithPort(candidate.Port) }, now);
    }

    private RemoteCandidateOutcome AddUnresolved(IceCandidate candidate, string name)
    {
        // Any other name could make this host ask a name server that the viewer chooses.
        if (!name.EndsWith(".local", StringComparison.OrdinalIgnoreCase))
            return RemoteCandidateOutcome.Unsupported;
        var isAsked = _current.Unresolved.Exists(other => string.Equals(other.HostName, name, StringComparison.OrdinalIgnoreCase));
        _current.Unresolved.Add(candidate);
        if (!isAsked)
            Raise(new(IceEventKind.ResolveName, State, Text: name));
        return RemoteCandidateOutcome.Resolving;
    }

    /// <summary>RFC 8445 §7.3.1.3: an address that a check came from and nobody told of.</summary>
    private RemoteCandidate AddPeerReflexive(TransportAddress address, uint priority)
    {
        var count = 0;
        RemoteCandidate? oldest = null;
        foreach (var remote in _current.RemoteCandidates)
        {
            if (!remote.IsPeerReflexive)
                continue;
            count++;
            if (_selected?.Remote != remote)
                oldest ??= remote;
        }

        if (count >= MaximumPeerReflexiveCandidates && oldest is not null)
            RemoveRemote(oldest);

        var added = new RemoteCandidate(
            new()
            {
                Type = IceCandidateType.PeerReflexive,
                Address = address,
                Port = address.Port,
                Priority = priority,
                // Arbitrary but unlike any other (RFC 8445 §7.3.1.3); a space cannot be signaled.
                Foundation = $"prflx {address}",
            },
            address);
        _current.RemoteCandidates.Add(added);
        return added;
    }

    private void AddRemote(RemoteCandidate remote)
    {
        _current.RemoteCandidates.Add(remote);
        foreach (var local in _localCandidates)
            _ = TryPair(local, remote, mustAdd: false);
    }

    /// <summary>RFC 8838 §11.4: a candidate that was known from checks is now signaled, with its real type and priority.</summary>
    private void Learn(RemoteCandidate known, IceCandidate signaled)
    {
        if (!known.IsPeerReflexive || signaled.Type == IceCandidateType.PeerReflexive)
            return;
        known.Candidate = signaled;
        _current.CheckList.UpdatePriorities(Role);
        foreach (var local in _localCandidates)
            _ = TryPair(local, known, mustAdd: false);
    }

    /// <summary>RFC 8445 §6.1.2.2 and §6.1.2.4: forms the pair, unless its path is known already.</summary>
    private CandidatePair? TryPair(LocalCandidate local, RemoteCandidate remote, bool mustAdd)
    {
        if (!CanReach(local.Base, remote.Address) || (local.Candidate.Type == IceCandidateType.Relayed && !CanRelayTo(local.Base, remote.Address)))
            return null;
        var path = new NetworkPath(local.Base, InScopeOf(local.Base, remote.Address));
        if (_current.CheckList.Find(path) is { } existing)
        {
            // Redundant: a reflexive candidate sends from its base, so only the better of the two is kept.
            if (existing.Local.Candidate.Priority < local.Candidate.Priority)
            {
                existing.Local = local;
                _current.CheckList.UpdatePriorities(Role);
            }

            return existing;
        }

        var pair = new CandidatePair(local, remote, path, Role);
        if (!_current.CheckList.TryAdd(pair, mustAdd))
            return null;
        if (local.Candidate.Type == IceCandidateType.Relayed)
            Raise(new(IceEventKind.RelayPathFormed, State, path));
        return pair;
    }

    private void RemovePairs(CheckList checkList, List<LocalCandidate> locals)
    {
        foreach (var pair in checkList.Pairs.FindAll(pair => locals.Contains(pair.Local)))
            RemovePair(checkList, pair);
    }

    private void RemoveRemote(RemoteCandidate remote)
    {
        foreach (var pair in _current.CheckList.Pairs.FindAll(pair => pair.Remote == remote))
            RemovePair(_current.CheckList, pair);
        _ = _current.RemoteCandidates.Remove(remote);
    }

    private void RemovePair(CheckList checkList, CandidatePair pair)
    {
        checkList.Remove(pair);
        _ = _checks.RemoveAll(check => check.Pair == pair);
        CollectValidated();
    }

    private RemoteCandidate? FindRemote(TransportAddress address)
    {
        foreach (var remote in _current.RemoteCandidates)
        {
            if (IsSame(remote.Address, address))
                return remote;
        }

        return null;
    }

    private LocalCandidate? FindBestLocal(TransportAddress @base)
    {
        LocalCandidate? best = null;
        foreach (var local in _localCandidates)
        {
            if (local.Base == @base && (best is null || best.Candidate.Priority < local.Candidate.Priority))
                best = local;
        }

        return best;
    }

    private int CountSignaled()
    {
        var count = _current.Unresolved.Count;
        foreach (var remote in _current.RemoteCandidates)
        {
            if (!remote.IsPeerReflexive)
                count++;
        }

        return count;
    }

    /// <summary>Addresses without regard to the interface index, which is not signaled.</summary>
    private static bool IsSame(TransportAddress left, TransportAddress right) => left.SameHost(right) && left.Port == right.Port;

    private static bool IsUsable(TransportAddress address) =>
        address.IsSpecified && address.Port != 0 && !address.IsAny && !address.IsMulticast
        && !address.SameHost(TransportAddress.FromBytes([255, 255, 255, 255], 0));

    private static bool CanReach(TransportAddress local, TransportAddress remote) =>
        local.IsIPv6 == remote.IsIPv6 && (local.IsIPv4 || local.IsLinkLocal == remote.IsLinkLocal);

    /// <summary>Addresses that mean something else to the relay than to who signaled them.</summary>
    private static bool CanRelayTo(TransportAddress relayed, TransportAddress remote) =>
        !remote.IsLinkLocal && (!remote.IsLoopback || relayed.IsLoopback);

    /// <summary>A link-local address means the one on the interface of its peer.</summary>
    private static TransportAddress InScopeOf(TransportAddress local, TransportAddress remote)
    {
        if (!remote.IsIPv6 || !remote.IsLinkLocal || remote.ScopeId != 0)
            return remote;
        Span<byte> bytes = stackalloc byte[16];
        _ = remote.WriteAddress(bytes);
        return TransportAddress.FromBytes(bytes, remote.Port, local.ScopeId);
    }
}
