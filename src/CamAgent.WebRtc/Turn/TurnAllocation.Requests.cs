using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Turn;

/// <summary>Requests and their answers (RFC 8656 §7 to §12), authenticated as RFC 8489 §9.2 says.</summary>
public sealed partial class TurnAllocation
{
    private const int MaximumTransactions = 64;
    private const int MaximumChallenges = 3;
    private const uint Udp = 17u << 24;
    private const uint IPv6Family = 2u << 24;

    /// <summary>RFC 8656 §7.1: RTO 500 ms, as for every STUN request.</summary>
    private static readonly TimeSpan InitialTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>RFC 8489 §6.2.2: Ti, over a reliable transport.</summary>
    private static readonly TimeSpan ReliableTimeout = TimeSpan.FromMilliseconds(39_500);

    /// <summary>RFC 8656 §3.2 has 10 minutes by default, §7.2 has an hour as the longest that a server should give.</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(1);

    private readonly List<TurnTransaction> _transactions = [];
    private RequestedFamilies _families;

    private enum RequestedFamilies : byte
    {
        Both,
        ServersChoice,
        IPv6,
    }

    private void Start(
        StunMethod method, Instant now, IReadOnlyList<TransportAddress>? peers = null, ushort channel = 0, int challenges = 0, Instant? askedSince = null)
    {
        var retransmission = _options.IsReliable ? StunRetransmission.Once(now + ReliableTimeout) : new StunRetransmission(now, InitialTimeout);
        var transaction = new TurnTransaction(method, StunTransactionId.Create(_random), retransmission, askedSince ?? now)
        {
            Peers = peers ?? [],
            Channel = channel,
            IsSigned = _authentication.HasChallenge,
            Challenges = challenges,
        };
        _transactions.Add(transaction);
        _ = _outgoing.TryEnqueue(new(transaction));
    }

    private int WriteRequest(Span<byte> destination, TurnTransaction transaction)
    {
        var writer = new StunWriter(destination, StunClass.Request, transaction.Method, transaction.Id);
        switch (transaction.Method)
        {
            case StunMethod.Allocate:
                writer.WriteUInt32(StunAttributeType.RequestedTransport, Udp);
                if (_families == RequestedFamilies.Both)
                {
                    // A server that knows one of the two passes over the other: both are optional to understand.
                    writer.WriteUInt32(StunAttributeType.AdditionalAddressFamily, IPv6Family);
                    writer.WriteUInt32(StunAttributeType.AdditionalAddressFamilyOfDraft, IPv6Family);
                }
                else if (_families == RequestedFamilies.IPv6)
                    writer.WriteUInt32(StunAttributeType.RequestedAddressFamily, IPv6Family);
                break;
            case StunMethod.Refresh when State == TurnAllocationState.Closing:
                writer.WriteUInt32(StunAttributeType.Lifetime, 0);
                break;
            case StunMethod.ChannelBind:
                writer.WriteUInt32(StunAttributeType.ChannelNumber, (uint)transaction.Channel << 16);
                writer.WriteAddress(StunAttributeType.XorPeerAddress, transaction.Peers[0]);
                break;
            case StunMethod.CreatePermission:
                foreach (var peer in transaction.Peers)
                    writer.WriteAddress(StunAttributeType.XorPeerAddress, peer);
                break;
        }

        transaction.Nonce = _authentication.Nonce;
        _authentication.Finish(ref writer);
        return writer.Length;
    }

    private bool HandleResponse(in StunMessage response, Instant now)
    {
        var (id, method) = (response.TransactionId, response.Method);
        var transaction = _transactions.Find(transaction => transaction.Id == id);
        // Late, twice, forged, or another's.
        if (transaction is null || transaction.Method != method)
            return false;

        var code = 0;
        if (response.Class == StunClass.ErrorResponse && !response.TryGetErrorCode(out code, out _))
            return false;
        if (code is StunErrorCode.Unauthenticated or StunErrorCode.StaleNonce)
            return HandleChallenge(response, transaction, code, now);

        // RFC 8489 §9.2.5: as though it had not been received; the right answer may still come.
        if (transaction.IsSigned && !_authentication.Verify(response))
            return false;

        OnInbound(now);
        _ = _transactions.Remove(transaction);
        if (code != 0)
            HandleError(response, transaction, code, now);
        else
            HandleSuccess(response, transaction, now);
        return true;
    }

    private bool HandleChallenge(in StunMessage response, TurnTransaction transaction, int code, Instant now)
    {
        // A second 401 that brings nothing new is a refusal.
        var isRefusal = code == StunErrorCode.Unauthenticated && transaction.IsSigned
            && response.TryGet(StunAttributeType.Nonce, out var nonce) && nonce.SequenceEqual(transaction.Nonce);
        if (!isRefusal && transaction.Challenges < MaximumChallenges)
        {
            if (!_authentication.TryChallenge(response))
                return false;
            OnInbound(now);
            _ = _transactions.Remove(transaction);
            Start(transaction.Method, now, transaction.Peers, transaction.Channel, transaction.Challenges + 1);
            return true;
        }

        OnInbound(now);
        End(new TurnEnd(TurnEndReason.WrongCredentials, code));
        return true;
    }

    private void HandleSuccess(in StunMessage response, TurnTransaction transaction, Instant now)
    {
        switch (transaction.Method)
        {
            case StunMethod.Allocate:
                OnAllocated(response, now);
                break;
            case StunMethod.Refresh when State == TurnAllocationState.Closing:
                End(new TurnEnd(TurnEndReason.Closed));
                break;
            case StunMethod.Refresh:
                SetLifetime(response, now);
                break;
            case StunMethod.CreatePermission:
                OnPermitted(transaction.Peers, now);
                break;
            case StunMethod.ChannelBind:
                OnChannelBound(transaction.Channel, now);
                break;
        }
    }

    private void HandleError(in StunMessage response, TurnTransaction transaction, int code, Instant now)
    {
        if (State == TurnAllocationState.Closing)
        {
            End(new TurnEnd(TurnEndReason.Closed));
            return;
        }

        switch (transaction.Method)
        {
            case StunMethod.Allocate when code is StunErrorCode.AddressFamilyNotSupported or StunErrorCode.UnknownAttribute && TryOtherFamilies():
                Start(StunMethod.Allocate, now);
                break;
            case StunMethod.Allocate:
                End(Describe(response, code));
                break;
            case var _ when code is StunErrorCode.AllocationMismatch or StunErrorCode.WrongCredentials:
                End(Describe(response, code));
                break;
            case StunMethod.Refresh:
                // The allocation is there as long as its time is not over: ask again.
                _refreshAt = now + RefreshRetry;
                break;
            case StunMethod.CreatePermission:
                OnPermissionRefused(transaction.Peers, now);
                break;
            case StunMethod.ChannelBind:
                OnChannelRefused(transaction.Channel, now);
                break;
        }
    }

    private void OnAllocated(in StunMessage response, Instant now)
    {
        Span<TransportAddress> found = stackalloc TransportAddress[4];
        var count = response.CopyAddresses(StunAttributeType.XorRelayedAddress, found);
        foreach (var address in found[..count])
        {
            if (address.Port != 0 && !address.IsAny && !address.IsMulticast && !_relayed.Exists(known => known.IsIPv4 == address.IsIPv4))
                _relayed.Add(address);
        }

        if (_relayed.Count == 0)
        {
            End(new TurnEnd(TurnEndReason.MalformedAnswer));
            return;
        }

        if (response.TryGetMappedAddress(out var mapped))
            Mapped = mapped;
        State = TurnAllocationState.Active;
        SetLifetime(response, now);
        _ = _events.TryEnqueue(new(TurnEventKind.Allocated));
    }

    /// <summary>440: a server with IPv4 alone gives that when asked for nothing; one with IPv6 alone may want to be asked for it.</summary>
    private bool TryOtherFamilies()
    {
        if (_families == RequestedFamilies.IPv6)
            return false;
        _families = _families == RequestedFamilies.Both ? RequestedFamilies.ServersChoice : RequestedFamilies.IPv6;
        return true;
    }

    private static TurnEnd Describe(in StunMessage response, int code)
    {
        if (code == StunErrorCode.TryAlternate)
        {
            return response.TryGetAddress(StunAttributeType.AlternateServer, out var alternate) && alternate.Port != 0 && !alternate.IsAny && !alternate.IsMulticast
                ? new TurnEnd(TurnEndReason.Redirected, code, alternate)
                : new TurnEnd(TurnEndReason.MalformedAnswer, code);
        }

        return new TurnEnd(
            code switch
            {
                StunErrorCode.WrongCredentials => TurnEndReason.WrongCredentials,
                StunErrorCode.AllocationMismatch => TurnEndReason.AllocationMismatch,
                StunErrorCode.AllocationQuotaReached => TurnEndReason.QuotaReached,
                StunErrorCode.InsufficientCapacity => TurnEndReason.InsufficientCapacity,
                _ => TurnEndReason.Refused,
            },
            code);
    }
}
