using System.Text;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Turn;

/// <summary>A small TURN server under virtual time: enough of RFC 8656 for a client to be tried against, and strict where a client may err.</summary>
internal sealed class SimulatedTurnServer(TransportAddress address, Func<Instant> now)
{
    private const string NonceCookie = "obMatJos2gAAA";
    private readonly Dictionary<TransportAddress, Allocation> _byClient = [];
    private readonly Dictionary<TransportAddress, Allocation> _byRelayed = [];
    private readonly List<(string Nonce, Instant Until)> _nonces = [];
    private ushort _nextPort = 49152;
    private int _nextNonce;

    internal TransportAddress Address { get; } = address;

    /// <summary>Where relayed addresses come from; none of a family: it is not served.</summary>
    internal TransportAddress RelayIPv4 { get; set; } = address;

    internal TransportAddress RelayIPv6 { get; set; }

    internal string Username { get; set; } = "camera";

    internal string Password { get; set; } = "secret";

    internal string Realm { get; set; } = "lab";

    /// <summary>Offers SHA-256 as RFC 8489 does, and takes nothing else.</summary>
    internal bool UsesSha256 { get; set; }

    internal TimeSpan NonceLifetime { get; set; } = TimeSpan.FromMinutes(10);

    internal TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Error to answer the next signed Allocate requests with.</summary>
    internal int RefuseWith { get; set; }

    internal TransportAddress AlternateServer { get; set; }

    /// <summary>Nobody answers.</summary>
    internal bool IsDown { get; set; }

    /// <summary>Hosts that nothing is relayed to.</summary>
    internal HashSet<TransportAddress> Forbidden { get; } = [];

    /// <summary>How the server sends: from, to, bytes.</summary>
    internal Action<TransportAddress, TransportAddress, byte[]> Send { get; set; } = static (_, _, _) => { };

    internal List<StunMethod> Requests { get; } = [];

    internal int ChannelMessages { get; private set; }

    internal int Indications { get; private set; }

    internal int Allocations => _byClient.Count;

    /// <summary>What a strict server would complain of.</summary>
    internal List<string> Faults { get; } = [];

    /// <summary>As a process does that is started anew.</summary>
    internal void Restart()
    {
        _byClient.Clear();
        _byRelayed.Clear();
        _nonces.Clear();
    }

    internal bool Owns(TransportAddress relayed) => _byRelayed.ContainsKey(relayed);

    internal void Receive(TransportAddress client, byte[] message)
    {
        if (IsDown)
            return;
        Expire();
        if (ChannelData.TryRead(message, out var number, out var length))
        {
            ChannelMessages++;
            if (_byClient.TryGetValue(client, out var allocation) && allocation.Channels.TryGetValue(number, out var channel))
                Relay(allocation, channel.Peer, message[ChannelData.HeaderSize..(ChannelData.HeaderSize + length)]);
            return;
        }

        if (!StunMessage.TryParse(message, out var stun))
        {
            Faults.Add("not STUN: " + Convert.ToHexString(message));
            return;
        }

        if (stun is { Class: StunClass.Indication, Method: StunMethod.Send })
        {
            Indications++;
            if (_byClient.TryGetValue(client, out var allocation) && stun.TryGetAddress(StunAttributeType.XorPeerAddress, out var peer)
                && stun.TryGet(StunAttributeType.Data, out var data))
                Relay(allocation, peer, data.ToArray());
        }
        else if (stun.Class == StunClass.Request)
        {
            Requests.Add(stun.Method);
            Answer(client, stun);
        }
    }

    /// <summary>A datagram came to a relayed address.</summary>
    internal void ReceiveRelayed(TransportAddress relayed, TransportAddress peer, byte[] datagram)
    {
        Expire();
        if (IsDown || !_byRelayed.TryGetValue(relayed, out var allocation) || !allocation.Permissions.ContainsKey(peer.WithPort(0)))
            return;
        foreach (var (number, channel) in allocation.Channels)
        {
            if (channel.Peer != peer)
                continue;
            var message = new byte[ChannelData.HeaderSize + datagram.Length];
            ChannelData.WriteHeader(message, number, datagram.Length);
            datagram.CopyTo(message, ChannelData.HeaderSize);
            Send(Address, allocation.Client, message);
            return;
        }

        Send(Address, allocation.Client, DataIndication(peer, datagram));
    }

    internal static byte[] DataIndication(TransportAddress peer, ReadOnlySpan<byte> datagram)
    {
        var buffer = new byte[2048];
        var writer = new StunWriter(buffer, StunClass.Indication, StunMethod.Data, new StunTransactionId(1, 2));
        writer.WriteAddress(StunAttributeType.XorPeerAddress, peer);
        writer.Write(StunAttributeType.Data, datagram);
        return buffer[..writer.Length];
    }

    private void Answer(TransportAddress client, in StunMessage request)
    {
        if (!request.TryGet(StunAttributeType.Nonce, out var nonceBytes))
        {
            Challenge(client, request, StunErrorCode.Unauthenticated);
            return;
        }

        var nonce = Encoding.UTF8.GetString(nonceBytes);
        var at = now();
        if (!_nonces.Exists(known => known.Nonce == nonce && at < known.Until))
        {
            Challenge(client, request, StunErrorCode.StaleNonce);
            return;
        }

        var key = Key();
        if (!request.TryGet(StunAttributeType.Username, out var name) || Encoding.UTF8.GetString(name) != Username
            || !(UsesSha256 ? request.VerifyIntegritySha256(key) && !request.HasIntegrity : request.VerifyIntegrity(key)))
        {
            Challenge(client, request, StunErrorCode.Unauthenticated);
            return;
        }

        if (UsesSha256 && !(request.TryGet(StunAttributeType.PasswordAlgorithm, out var chosen) && chosen.SequenceEqual((ReadOnlySpan<byte>)[0, 2, 0, 0])))
            Faults.Add("no PASSWORD-ALGORITHM");

        _ = _byClient.TryGetValue(client, out var allocation);
        switch (request.Method)
        {
            case StunMethod.Allocate:
                Allocate(client, request, allocation);
                break;
            case var _ when allocation is null:
                Error(client, request, StunErrorCode.AllocationMismatch);
                break;
            case StunMethod.Refresh:
                Refresh(client, request, allocation);
                break;
            case StunMethod.CreatePermission:
                Permit(client, request, allocation);
                break;
            case StunMethod.ChannelBind:
                Bind(client, request, allocation);
                break;
            default:
                Error(client, request, StunErrorCode.BadRequest);
                break;
        }
    }

    private void Allocate(TransportAddress client, in StunMessage request, Allocation? existing)
    {
        var id = request.TransactionId;
        if (RefuseWith != 0)
        {
            Error(client, request, RefuseWith);
            return;
        }

        if (existing is not null && existing.CreatedBy != id)
        {
            Error(client, request, StunErrorCode.AllocationMismatch);
            return;
        }

        if (!request.TryGetUInt32(StunAttributeType.RequestedTransport, out var transport) || transport >> 24 != 17)
            Faults.Add("REQUESTED-TRANSPORT is not UDP");
        if (existing is null)
        {
            var both = request.Has(StunAttributeType.AdditionalAddressFamily);
            var six = request.TryGetUInt32(StunAttributeType.RequestedAddressFamily, out var family) && family >> 24 == 2;
            List<TransportAddress> wanted = six ? [RelayIPv6] : both ? [RelayIPv4, RelayIPv6] : [RelayIPv4];
            wanted.RemoveAll(host => !host.IsSpecified);
            if (wanted.Count == 0)
            {
                Error(client, request, StunErrorCode.AddressFamilyNotSupported);
                return;
            }

            existing = new Allocation(client, id, wanted.ConvertAll(host => host.WithPort(_nextPort++))) { ExpiresAt = now() + Lifetime };
            _byClient.Add(client, existing);
            foreach (var relayed in existing.Relayed)
                _byRelayed.Add(relayed, existing);
        }

        var buffer = new byte[512];
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, StunMethod.Allocate, id);
        foreach (var relayed in existing.Relayed)
            writer.WriteAddress(StunAttributeType.XorRelayedAddress, relayed);
        writer.WriteUInt32(StunAttributeType.Lifetime, (uint)Lifetime.TotalSeconds);
        writer.WriteAddress(StunAttributeType.XorMappedAddress, client);
        Finish(client, ref writer, buffer);
    }

    private void Refresh(TransportAddress client, in StunMessage request, Allocation allocation)
    {
        var hasLifetime = request.TryGetUInt32(StunAttributeType.Lifetime, out var seconds);
        if (hasLifetime && seconds == 0)
            Remove(allocation);
        else
            allocation.ExpiresAt = now() + Lifetime;
        var buffer = new byte[256];
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, StunMethod.Refresh, request.TransactionId);
        writer.WriteUInt32(StunAttributeType.Lifetime, hasLifetime ? 0 : (uint)Lifetime.TotalSeconds);
        Finish(client, ref writer, buffer);
    }

    private void Permit(TransportAddress client, in StunMessage request, Allocation allocation)
    {
        Span<TransportAddress> peers = stackalloc TransportAddress[16];
        peers = peers[..request.CopyAddresses(StunAttributeType.XorPeerAddress, peers)];
        foreach (var peer in peers)
        {
            var code = Forbidden.Contains(peer.WithPort(0)) ? StunErrorCode.Forbidden
                : allocation.Relayed.TrueForAll(relayed => relayed.IsIPv4 != peer.IsIPv4) ? StunErrorCode.PeerAddressFamilyMismatch : 0;
            if (code == 0)
                continue;
            Error(client, request, code);
            return;
        }

        foreach (var peer in peers)
            allocation.Permissions[peer.WithPort(0)] = now() + TimeSpan.FromMinutes(5);
        Success(client, request);
    }

    private void Bind(TransportAddress client, in StunMessage request, Allocation allocation)
    {
        if (!request.TryGetUInt32(StunAttributeType.ChannelNumber, out var value) || !request.TryGetAddress(StunAttributeType.XorPeerAddress, out var peer))
        {
            Error(client, request, StunErrorCode.BadRequest);
            return;
        }

        var number = (ushort)(value >> 16);
        var isTaken = allocation.Channels.TryGetValue(number, out var known) && known.Peer != peer;
        var hasOther = allocation.Channels.Any(channel => channel.Key != number && channel.Value.Peer == peer);
        if (number is < ChannelData.FirstNumber or > ChannelData.LastNumber || isTaken || hasOther)
        {
            Faults.Add($"channel {number:x} for {peer}");
            Error(client, request, StunErrorCode.BadRequest);
            return;
        }

        allocation.Channels[number] = (peer, now() + TimeSpan.FromMinutes(10));
        allocation.Permissions[peer.WithPort(0)] = now() + TimeSpan.FromMinutes(5);
        Success(client, request);
    }

    private void Relay(Allocation allocation, TransportAddress peer, byte[] datagram)
    {
        if (allocation.Permissions.ContainsKey(peer.WithPort(0)) && allocation.Relayed.Find(relayed => relayed.IsIPv4 == peer.IsIPv4) is { IsSpecified: true } from)
            Send(from, peer, datagram);
    }

    private void Challenge(TransportAddress client, in StunMessage request, int code)
    {
        var nonce = (UsesSha256 ? NonceCookie : "") + _nextNonce++;
        _nonces.Add((nonce, now() + NonceLifetime));
        var buffer = new byte[512];
        var writer = new StunWriter(buffer, StunClass.ErrorResponse, request.Method, request.TransactionId);
        writer.WriteErrorCode(code, "no"u8);
        writer.WriteText(StunAttributeType.Realm, Realm);
        writer.WriteText(StunAttributeType.Nonce, nonce);
        if (UsesSha256)
            writer.Write(StunAttributeType.PasswordAlgorithms, [0, 1, 0, 0, 0, 2, 0, 0]);
        Send(Address, client, buffer[..writer.Length]);
    }

    private void Error(TransportAddress client, in StunMessage request, int code)
    {
        var buffer = new byte[256];
        var writer = new StunWriter(buffer, StunClass.ErrorResponse, request.Method, request.TransactionId);
        writer.WriteErrorCode(code, "no"u8);
        if (code == StunErrorCode.TryAlternate)
            writer.WriteAddress(StunAttributeType.AlternateServer, AlternateServer);
        Finish(client, ref writer, buffer);
    }

    private void Success(TransportAddress client, in StunMessage request)
    {
        var buffer = new byte[256];
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, request.Method, request.TransactionId);
        Finish(client, ref writer, buffer);
    }

    private void Finish(TransportAddress client, ref StunWriter writer, byte[] buffer)
    {
        if (UsesSha256)
            writer.WriteIntegritySha256(Key());
        else
            writer.WriteIntegrity(Key());
        writer.WriteFingerprint();
        Send(Address, client, buffer[..writer.Length]);
    }

    private byte[] Key()
    {
        var key = new byte[UsesSha256 ? StunLongTermKey.Sha256Size : StunLongTermKey.Size];
        var realm = Encoding.UTF8.GetBytes(Realm);
        Assert.True(UsesSha256
            ? StunLongTermKey.TryDeriveSha256(Username, realm, Password, key)
            : StunLongTermKey.TryDerive(Username, realm, Password, key));
        return key;
    }

    private void Expire()
    {
        var at = now();
        foreach (var allocation in _byClient.Values.ToList())
        {
            if (at >= allocation.ExpiresAt)
            {
                Remove(allocation);
                continue;
            }

            foreach (var (host, _) in allocation.Permissions.Where(permission => at >= permission.Value).ToList())
                allocation.Permissions.Remove(host);
            foreach (var (number, _) in allocation.Channels.Where(channel => at >= channel.Value.Until).ToList())
                allocation.Channels.Remove(number);
        }
    }

    private void Remove(Allocation allocation)
    {
        _byClient.Remove(allocation.Client);
        foreach (var relayed in allocation.Relayed)
            _byRelayed.Remove(relayed);
    }

    private sealed class Allocation(TransportAddress client, StunTransactionId createdBy, List<TransportAddress> relayed)
    {
        public TransportAddress Client { get; } = client;

        public StunTransactionId CreatedBy { get; } = createdBy;

        public List<TransportAddress> Relayed { get; } = relayed;

        public required Instant ExpiresAt { get; set; }

        public Dictionary<TransportAddress, Instant> Permissions { get; } = [];

        public Dictionary<ushort, (TransportAddress Peer, Instant Until)> Channels { get; } = [];
    }
}
