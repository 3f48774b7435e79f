using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Endpoint;

#pragma warning disable RS0030 // Net/ and Endpoint/ are the edge: here the system tells of its addresses.

/// <summary>The machine's side of ICE: addresses that come and go, server-reflexive candidates, <c>.local</c> names.</summary>
public sealed partial class WebRtcEndpoint
{
    private readonly List<(IceCandidate Candidate, TransportAddress Base)> _localCandidates = [];
    private int _lookUps;
    private bool _allGathered;
    private IReadOnlyList<(string Host, int Port)> _stunServers = [];
    private readonly List<TransportAddress> _stunAddresses = [];

    /// <summary>The UDP port that serves every viewer.</summary>
    public int Port => _sockets.Port;

    /// <summary>Binds the port and starts the loop.</summary>
    /// <exception cref="SocketException">The port is taken, or there is no address to bind.</exception>
    public void Start()
    {
        UpdateAddresses();
        _multicast = MulticastDnsSocket.TryOpen();
        WatchDescriptors();
        Volatile.Write(ref _lastRound, _clock.Now.Ticks);
        SetStunServers(_options.StunServers);
        _thread = new Thread(RunLoop) { IsBackground = true, Name = "media" };
        _thread.Start();
        NetworkChange.NetworkAddressChanged += OnNetworkChanged;
    }

    /// <summary>Asks these STUN servers from now on, and no others.</summary>
    public void SetStunServers(IReadOnlyList<(string Host, int Port)> servers) => TryPost(() =>
    {
        if (servers.SequenceEqual(_stunServers))
            return;
        _stunServers = servers;
        foreach (var address in _stunAddresses)
            _gatherer.RemoveServer(address, _clock.Now);
        _stunAddresses.Clear();
        foreach (var (host, port) in servers)
        {
            _lookUps++;
            _ = LookUpStunServerAsync(host, port, servers);
        }
    });

    public async ValueTask DisposeAsync()
    {
        NetworkChange.NetworkAddressChanged -= OnNetworkChanged;
        _stopping = true;
        _wakeUp.Signal();
        if (_thread is not null)
            await _ended.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sockets.Dispose();
        _multicast?.Dispose();
        _wakeUp.Dispose();
        while (_frames.TryDequeue(out var frame))
            frame.Release();
    }

    private void OnNetworkChanged(object? sender, EventArgs e) => TryPost(() =>
    {
        UpdateAddresses();
        _multicast?.Dispose();
        _multicast = MulticastDnsSocket.TryOpen();
        WatchDescriptors();
    });

    private void UpdateAddresses()
    {
        var (opened, closed) = _sockets.Update(LocalAddresses.Find(_options.IncludeLoopback), _options.Port);
        foreach (var address in closed)
        {
            _gatherer.RemoveBase(address, _clock.Now);
            RemoveCandidate(address, address);
        }

        foreach (var address in opened)
        {
            AddCandidate(IceCandidate.CreateHost(address, _localCandidates.Count), address);
            if (!address.IsLoopback)
                _gatherer.AddBase(address, _clock.Now);
        }
    }

    private void AddCandidate(IceCandidate candidate, TransportAddress @base)
    {
        _localCandidates.Add((candidate, @base));
        foreach (var entry in _entries)
            Touch(entry, peer => peer.AddLocalCandidate(candidate, @base, _clock.Now));
    }

    private void RemoveCandidate(TransportAddress address, TransportAddress @base)
    {
        _localCandidates.RemoveAll(local => local.Base == @base && (address == @base || local.Candidate.Address == address));
        foreach (var entry in _entries)
            Touch(entry, peer => peer.RemoveLocalCandidate(address, @base, _clock.Now));
    }

    private bool IsGathering => _lookUps > 0 || _gatherer.IsGathering;

    private async Task LookUpStunServerAsync(string host, int port, IReadOnlyList<(string Host, int Port)> servers)
    {
        IPAddress[] addresses = [];
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // The name is not known (yet): the viewers' own candidates must do. The doctor says it in words.
        }

        TryPost(() =>
        {
            _lookUps--;
            if (!ReferenceEquals(servers, _stunServers))
                return;
            foreach (var address in addresses)
            {
                _stunAddresses.Add(TransportAddress.From(address, port));
                _gatherer.AddServer(_stunAddresses[^1], _clock.Now);
            }
        });
    }

    /// <summary>Sends what the gatherer and the resolver have to send, and tells the sessions what they found.</summary>
    private void DrainShared(Instant now)
    {
        while (_gatherer.TryPollTransmit(_batch.Next, out var length, out var path))
            _batch.Commit(length, path);
        _batch.Flush();
        while (_gatherer.TryPollEvent(out var found))
        {
            if (found.Kind == GatheringEventKind.CandidateAdded)
                AddCandidate(found.Candidate!, found.Base);
            else if (found.Kind == GatheringEventKind.CandidateRemoved)
                RemoveCandidate(found.Candidate!.Address, found.Base);
        }

        while (_resolver.TryPollTransmit(_batch.Next, out var length))
            _multicast?.Send(_batch.Next[..length]);
        while (_resolver.TryPollEvent(out var resolved))
        {
            foreach (var entry in _entries)
                Touch(entry, peer => peer.NameResolved(resolved.Name, resolved.Address, now));
        }

        if (IsGathering == !_allGathered)
            return;
        _allGathered = !IsGathering;
        if (!_allGathered)
            return;
        foreach (var entry in _entries)
            Touch(entry, static peer => peer.SetAllGathered());
    }
}
