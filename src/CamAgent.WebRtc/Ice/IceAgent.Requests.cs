using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>The server's side of connectivity checks (RFC 8445 §7.3).</summary>
public sealed partial class IceAgent
{
    private bool HandleRequest(in StunMessage request, in NetworkPath path, Instant now, out bool isAuthentic)
    {
        isAuthentic = false;
        if (!IceCredentials.TryReadUsername(request, out var receiver, out var sender) || FindGeneration(receiver) is not { } generation)
            return false;

        // Silence, where RFC 8489 §9.1.3 has 400 and 401: who does not know the password learns nothing, and a forged source address
        // gets nothing sent to it.
        if (!request.VerifyIntegrity(generation.LocalKey)
            || (generation.Remote is not null && !sender.SequenceEqual(generation.RemoteUfrag))
            || FindBestLocal(path.Local) is not { } local)
        {
            RejectedMessages++;
            return true;
        }

        isAuthentic = true;
        var response = new OutgoingMessage(path, generation, request.TransactionId);
        Span<StunAttributeType> unknown = stackalloc StunAttributeType[1];
        if (request.CopyUnknownRequired(IceMessage.Understood, unknown) > 0)
        {
            RejectedMessages++;
            Send(response with { ErrorCode = StunErrorCode.UnknownAttribute, Unknown = unknown[0] });
            return true;
        }

        if (!request.TryGetUInt32(StunAttributeType.Priority, out var priority))
        {
            RejectedMessages++;
            Send(response with { ErrorCode = StunErrorCode.BadRequest });
            return true;
        }

        LastInbound = now;
        if (generation == _current && !TryKeepRoles(request))
        {
            Send(response with { ErrorCode = StunErrorCode.RoleConflict });
            return true;
        }

        Send(response);
        OnInbound(generation, path, now);
        if (generation == _current && State != IceState.Failed)
            CheckInReturn(request, local, path, priority, now);
        return true;
    }

    /// <summary>
    /// RFC 8445 §7.3.1.1: of two agents in one role, that with the larger tie-breaker keeps (or takes) the controlling one.
    /// </summary>
    /// <returns>False where the other agent has to change its role.</returns>
    private bool TryKeepRoles(in StunMessage request)
    {
        if (Role == IceRole.Controlling && request.TryGetUInt64(StunAttributeType.IceControlling, out var other))
        {
            if (_tieBreaker >= other)
                return false;
            SwitchRole(IceRole.Controlled);
        }
        else if (Role == IceRole.Controlled && request.TryGetUInt64(StunAttributeType.IceControlled, out other))
        {
            if (_tieBreaker < other)
                return false;
            SwitchRole(IceRole.Controlling);
        }

        return true;
    }

    /// <summary>RFC 8445 §7.3.1.3 to §7.3.1.5: learns the address, checks it in return, and hears a nomination.</summary>
    private void CheckInReturn(in StunMessage request, LocalCandidate local, in NetworkPath path, uint priority, Instant now)
    {
        var pair = _current.CheckList.Find(path);
        if (pair is null)
        {
            if (!IsUsable(path.Remote))
                return;
            var remote = FindRemote(path.Remote) ?? AddPeerReflexive(path.Remote, priority);
            pair = TryPair(local, remote, mustAdd: true);
            if (pair is null)
                return;
        }

        pair.LastInbound = now;
        switch (pair.State)
        {
            // RFC 8445 §7.3.1.4. The path has just been seen to work in one direction: what is under way begins again instead of
            // waiting out an interval that has grown long.
            case CandidatePairState.InProgress:
            case CandidatePairState.Succeeded when pair.Check is { UseCandidate: true }:
                pair.UseCandidate |= pair.Check is { UseCandidate: true };
                pair.Check?.Cancel(now);
                pair.Check = null;
                _current.CheckList.Trigger(pair);
                break;
            case CandidatePairState.Succeeded:
                break;
            default:
                _current.CheckList.Trigger(pair);
                break;
        }

        if (Role == IceRole.Controlled && request.Has(StunAttributeType.UseCandidate))
            OnUseCandidate(pair, request.TransactionId, now);
    }

    /// <summary>An authenticated message came along a path: the other side is alive and wants it.</summary>
    private void OnInbound(IceGeneration generation, in NetworkPath path, Instant now)
    {
        if (generation.CheckList.Find(path) is { } pair)
            pair.LastInbound = now;
        if (_selected is not null && _selected.Path == path)
            _consent?.OnGiven(now);
    }

    private IceGeneration? FindGeneration(ReadOnlySpan<byte> localUfrag) =>
        localUfrag.SequenceEqual(_current.LocalUfrag) ? _current
        : _previous is not null && localUfrag.SequenceEqual(_previous.LocalUfrag) ? _previous
        : null;

    private void SwitchRole(IceRole role)
    {
        Role = role;
        _current.CheckList.UpdatePriorities(role);
        _current.NominateAt = Instant.Never;
        foreach (var pair in _current.CheckList.Pairs)
        {
            pair.UseCandidate = false;
            pair.NominateOnSuccess = false;
        }

        Raise(new(IceEventKind.RoleChanged, State));
    }
}
