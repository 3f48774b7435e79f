using System.Net.Sockets;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>The machine's side of ICE: addresses that come and go, server-reflexive candidates, <c>.local</c> names.</summary>
public sealed partial class WebRtcEndpoint
{
    private readonly List<(IceCandidate Candidate, TransportAddress Base)> _localCandidates = [];
    private bool _allGathered;
    private Instant _gatherBy;

    /// <summary>A server that is there answers within this time; one that is not keeps nobody waiting for longer.</summary>
    private static readonly TimeSpan GatheringPatience = TimeSpan.FromMilliseconds(1500);

    /// <summary>The UDP port that serves every viewer.</summary>
    public int Port => _sockets.Port;

    /// <summary>Where the machine's addresses come from; tests have their own.</summary>
    internal AddressWatch AddressWatch => _addressWatch;

    /// <summary>Binds the port and starts the loop.</summary>
    /// <exception cref="SocketException">The port is taken, or there is no address to bind.</exception>
    public void Start()
    {
        var addresses = _addressWatch.Begin() ?? throw new SocketException((int)SocketError.AddressNotAvailable);
        var opened = _sockets.Open(addresses, _options.Port, out var isComplete);
        AddHostCandidates(opened);
        _multicast = MulticastDnsSocket.TryOpen();
        WatchDescriptors();
        Volatile.Write(ref _lastRound, _clock.Now.Ticks);
        SetStunServers(_options.RelayOnly ? [] : _options.StunServers);
        SetTurnServers(_options.TurnServers);
        _thread = new Thread(RunLoop) { IsBackground = true, Name = "media" };
        _thread.Start();
        _addressWatch.Start();
        if (!isComplete)
            _addressWatch.LookAgain();
    }

    public async ValueTask DisposeAsync()
    {
        _addressWatch.Dispose();
        _stopping = true;
        _wakeUp.Signal();
        if (_thread is not null)
            await _ended.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        AbandonPosted();
        _relays.Dispose();
        _sockets.Dispose();
        _multicast?.Dispose();
        _wakeUp.Dispose();
        while (_frames.TryDequeue(out var frame))
            frame.Release();
    }

    // On the pool: opening the multicast socket goes over every interface, too.
    private void OnAddressesChanged(AddressWatch.Finding finding)
    {
        var multicast = finding.IsChange ? MulticastDnsSocket.TryOpen() : null;
        if (!TryPost(() => UpdateAddresses(finding, multicast), abandon: () => multicast?.Dispose()))
            multicast?.Dispose();
    }

    private void UpdateAddresses(AddressWatch.Finding finding, MulticastDnsSocket? multicast)
    {
        var now = _clock.Now;
        if (finding.IsChange)
        {
            _multicast?.Dispose();
            _multicast = multicast;
            foreach (var server in _stunServers)
                server.OnNetworkChanged(now);
            _relays.OnNetworkChanged(finding.Addresses, now);
        }

        var (opened, closed) = _sockets.Update(finding.Addresses, out var isComplete);
        WatchDescriptors();
        if (!isComplete)
            _addressWatch.LookAgain();
        AddHostCandidates(opened);
        foreach (var address in closed)
        {
            _gatherer.RemoveBase(address, now);
            RemoveCandidate(address, address);
        }
    }

    private void AddHostCandidates(IReadOnlyList<TransportAddress> opened)
    {
        if (_options.RelayOnly)
            return;
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

    /// <summary>Candidates may come very soon: an answer that contains them is worth a moment, but no more than that.</summary>
    private bool IsGathering =>
        _clock.Now < _gatherBy && (_gatherer.IsGathering || _stunServers.Exists(static server => server.IsFirst) || _relays.IsGathering);

    /// <summary>Sends what the gatherer and the resolver have to send, and tells the sessions what they found.</summary>
    private void DrainShared(Instant now)
    {
        _ = _relays.Drain(now);
        while (_gatherer.TryPollTransmit(_batch.Next, out var length, out var path))
            _batch.Commit(length, path, now);
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
