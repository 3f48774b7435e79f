using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Turn;

/// <summary>Permissions (RFC 8656 §9, §10) and channels (§12): asked for together, renewed while they are used.</summary>
public sealed partial class TurnAllocation
{
    private const int MaximumPermissions = 1024;
    private const int MaximumPeersInRequest = 8;

    /// <summary>RFC 8656 §9: a permission lasts 300 s. Renewed a minute before.</summary>
    private static readonly TimeSpan PermissionLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PermissionRenewal = TimeSpan.FromMinutes(4);

    /// <summary>RFC 8656 §12: a channel lasts 10 minutes, and its number may be another's 5 minutes after that.</summary>
    private static readonly TimeSpan ChannelLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ChannelRenewal = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan ChannelRest = TimeSpan.FromMinutes(5);

    /// <summary>What falls due within this time of each other is renewed at once.</summary>
    private static readonly TimeSpan RenewalSlack = TimeSpan.FromSeconds(20);

    /// <summary>A host that the server does not relay to is asked for again after this time at the earliest.</summary>
    private static readonly TimeSpan RefusalRest = TimeSpan.FromSeconds(60);

    private readonly Dictionary<TransportAddress, PeerPermission> _permissions = [];
    private readonly Dictionary<TransportAddress, ChannelBinding> _channelsByPeer = [];
    private readonly Dictionary<ushort, ChannelBinding> _channelsByNumber = [];
    private readonly List<TransportAddress> _batch = [];
    private ushort _nextChannel = ChannelData.FirstNumber;
    private Instant _renewAt = Instant.Never;
    private bool _hasWanted;

    /// <summary>The relayed address of the peer's family; unspecified where there is none.</summary>
    public TransportAddress RelayedFor(TransportAddress peer)
    {
        foreach (var address in _relayed)
        {
            if (address.IsIPv4 == peer.IsIPv4)
                return address;
        }

        return default;
    }

    /// <summary>Asks for the server's leave to relay to and from the peer's host, unless it is there or asked for.</summary>
    public void Permit(TransportAddress peer, Instant now) => _ = FindOrAddPermission(peer, now);

    private PeerPermission? FindOrAddPermission(TransportAddress peer, Instant now)
    {
        if (State != TurnAllocationState.Active || !RelayedFor(peer).IsSpecified || peer.IsAny || peer.IsMulticast)
            return null;
        var host = peer.WithPort(0);
        if (_permissions.TryGetValue(host, out var known))
        {
            if (known.State == PermissionState.Refused && now >= known.ExpiresAt)
                Want(known);
            return known;
        }

        if (_permissions.Count >= MaximumPermissions)
            return null;
        var permission = new PeerPermission(host);
        _permissions.Add(host, permission);
        Want(permission);
        return permission;
    }

    private void Want(PeerPermission permission)
    {
        permission.State = PermissionState.Wanted;
        _hasWanted = true;
    }

    /// <summary>RFC 8656 §12: from here on the peer's datagrams cost four bytes instead of thirty-six.</summary>
    private void WantChannel(TransportAddress peer, PeerPermission permission, Instant now)
    {
        if (!_channelsByPeer.TryGetValue(peer, out var binding))
        {
            if (!TryTakeNumber(now, out var number))
                return;
            binding = new ChannelBinding(peer, number, permission);
            _channelsByPeer.Add(peer, binding);
            _channelsByNumber.Add(number, binding);
        }

        binding.Permission = permission;
        if (binding.State == ChannelState.Refused && now >= binding.ExpiresAt)
            binding.State = ChannelState.Unbound;
        if (binding.State != ChannelState.Unbound)
            return;
        binding.State = ChannelState.Wanted;
        _hasWanted = true;
    }

    private bool TryTakeNumber(Instant now, out ushort number)
    {
        number = _nextChannel;
        if (number <= ChannelData.LastNumber)
        {
            _nextChannel++;
            return true;
        }

        foreach (var binding in _channelsByNumber.Values)
        {
            if (binding.State is not (ChannelState.Unbound or ChannelState.Refused) || now < binding.ReusableAt || binding.ReusableAt == Instant.Never)
                continue;
            number = binding.Number;
            _ = _channelsByNumber.Remove(number);
            _ = _channelsByPeer.Remove(binding.Peer);
            return true;
        }

        return false;
    }

    /// <summary>Makes requests of what is wanted.</summary>
    private void StartWanted(Instant now)
    {
        if (State == TurnAllocationState.Active && _hasSentSinceInbound && _silentSince == Instant.Never)
            _silentSince = now;
        if (!_hasWanted || State != TurnAllocationState.Active)
            return;
        _hasWanted = false;
        foreach (var permission in _permissions.Values)
        {
            if (permission.State != PermissionState.Wanted)
                continue;
            if (permission.IsAlone)
            {
                if (TryAsk([permission.Host], now))
                    permission.State = PermissionState.Asked;
                continue;
            }

            _batch.Add(permission.Host);
            permission.State = PermissionState.Asked;
            if (_batch.Count == MaximumPeersInRequest)
                AskForBatch(now);
        }

        AskForBatch(now);
        foreach (var binding in _channelsByPeer.Values)
        {
            if (binding.State != ChannelState.Wanted)
                continue;
            if (_transactions.Count >= MaximumTransactions)
            {
                _hasWanted = true;
                break;
            }

            binding.State = ChannelState.Asked;
            Start(StunMethod.ChannelBind, now, [binding.Peer], binding.Number);
        }
    }

    private void AskForBatch(Instant now)
    {
        if (_batch.Count == 0)
            return;
        if (!TryAsk([.. _batch], now))
        {
            foreach (var host in _batch)
                _permissions[host].State = PermissionState.Wanted;
        }

        _batch.Clear();
    }

    private bool TryAsk(TransportAddress[] hosts, Instant now)
    {
        if (_transactions.Count >= MaximumTransactions)
        {
            // An answer or a timeout makes room; both lead back here.
            _hasWanted = true;
            return false;
        }

        Start(StunMethod.CreatePermission, now, hosts);
        return true;
    }

    private void OnPermitted(IReadOnlyList<TransportAddress> hosts, Instant now)
    {
        foreach (var host in hosts)
        {
            if (_permissions.TryGetValue(host, out var permission))
                Grant(permission, now);
        }
    }

    private void Grant(PeerPermission permission, Instant now)
    {
        permission.State = PermissionState.Granted;
        permission.IsRenewing = false;
        permission.WasUsed = false;
        permission.RenewAt = now + PermissionRenewal;
        permission.ExpiresAt = now + PermissionLifetime;
        _renewAt = Instant.Min(_renewAt, permission.RenewAt);
        SendHeld(permission.Host);
    }

    private void OnPermissionRefused(IReadOnlyList<TransportAddress> hosts, Instant now)
    {
        foreach (var host in hosts)
        {
            if (!_permissions.TryGetValue(host, out var permission))
                continue;
            if (permission.IsRenewing)
            {
                // It holds for some time yet; then it is asked for anew when it is needed.
                permission.IsRenewing = false;
                permission.RenewAt = permission.ExpiresAt;
                _renewAt = Instant.Min(_renewAt, permission.RenewAt);
            }
            else if (hosts.Count > 1)
            {
                // RFC 8656 §10.2: one forbidden host spoils the request for all.
                permission.IsAlone = true;
                Want(permission);
            }
            else
            {
                permission.State = PermissionState.Refused;
                permission.ExpiresAt = now + RefusalRest;
                DropHeld(host);
            }
        }
    }

    private void OnChannelBound(ushort number, Instant now)
    {
        if (!_channelsByNumber.TryGetValue(number, out var binding))
            return;
        binding.State = ChannelState.Bound;
        binding.IsRenewing = false;
        binding.WasUsed = false;
        binding.RenewAt = now + ChannelRenewal;
        binding.ExpiresAt = now + ChannelLifetime;
        binding.ReusableAt = binding.ExpiresAt + ChannelRest;
        _renewAt = Instant.Min(_renewAt, binding.RenewAt);
        // RFC 8656 §12.2: the permission comes with it.
        Grant(binding.Permission, now);
    }

    private void OnChannelRefused(ushort number, Instant now)
    {
        if (!_channelsByNumber.TryGetValue(number, out var binding))
            return;
        if (binding.IsRenewing)
        {
            binding.IsRenewing = false;
            binding.RenewAt = binding.ExpiresAt;
            _renewAt = Instant.Min(_renewAt, binding.RenewAt);
            return;
        }

        // Indications carry the datagrams meanwhile.
        binding.State = ChannelState.Refused;
        binding.ExpiresAt = now + RefusalRest;
        binding.ReusableAt = now + ChannelLifetime + ChannelRest;
    }

    /// <summary>Renews what was used since the last time, and forgets what was not and has run out.</summary>
    private void RenewPeers(Instant now)
    {
        foreach (var binding in _channelsByPeer.Values)
            RenewChannel(binding, now);
        _batch.Clear();
        foreach (var permission in _permissions.Values)
        {
            if (now >= permission.ExpiresAt && permission.State is PermissionState.Granted or PermissionState.Refused)
            {
                _ = _permissions.Remove(permission.Host);
                Unbind(permission);
                continue;
            }

            if (permission.State != PermissionState.Granted || permission.IsRenewing || !permission.WasUsed || now < permission.RenewAt - RenewalSlack)
                continue;
            permission.IsRenewing = true;
            _batch.Add(permission.Host);
            if (_batch.Count == MaximumPeersInRequest)
                RenewBatch(now);
        }

        RenewBatch(now);
        ScheduleRenewal(now);
    }

    private void RenewBatch(Instant now)
    {
        if (_batch.Count > 0)
            Start(StunMethod.CreatePermission, now, [.. _batch]);
        _batch.Clear();
    }

    private void RenewChannel(ChannelBinding binding, Instant now)
    {
        if (binding.State != ChannelState.Bound)
            return;
        if (now >= binding.ExpiresAt)
        {
            binding.State = ChannelState.Unbound;
        }
        else if (now >= binding.RenewAt && binding.WasUsed && !binding.IsRenewing)
        {
            binding.IsRenewing = true;
            Start(StunMethod.ChannelBind, now, [binding.Peer], binding.Number);
        }
    }

    /// <summary>RFC 8656 §12.6: without the permission the channel carries nothing; its next datagram asks for both again.</summary>
    private void Unbind(PeerPermission permission)
    {
        foreach (var binding in _channelsByPeer.Values)
        {
            if (binding.Permission == permission && binding.State == ChannelState.Bound)
                binding.State = ChannelState.Unbound;
        }
    }

    private void ScheduleRenewal(Instant now)
    {
        _renewAt = Instant.Never;
        foreach (var permission in _permissions.Values)
        {
            if (permission.State == PermissionState.Refused)
                _renewAt = Instant.Min(_renewAt, permission.ExpiresAt);
            else if (permission.State == PermissionState.Granted)
                _renewAt = Instant.Min(_renewAt, permission.RenewAt > now ? permission.RenewAt : permission.ExpiresAt);
        }

        foreach (var binding in _channelsByPeer.Values)
        {
            if (binding.State == ChannelState.Bound)
                _renewAt = Instant.Min(_renewAt, binding.RenewAt > now ? binding.RenewAt : binding.ExpiresAt);
        }
    }
}
