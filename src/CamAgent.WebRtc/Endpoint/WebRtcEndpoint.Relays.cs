using System.Net;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>Relayed candidates, and what goes through TURN servers.</summary>
public sealed partial class WebRtcEndpoint
{
    /// <summary>For so long the end waits for the servers to confirm that they have their allocations back.</summary>
    private static readonly TimeSpan GivingBackPatience = TimeSpan.FromMilliseconds(300);

    private bool _isSuspended;
    private long _framesHeldUp;

    /// <summary>How a TURN server does, each time that changes; called on the media loop.</summary>
    public event Action<RelayStatus>? RelayChanged;

    /// <summary>Nobody but tests: see <see cref="RelaySet.Roots"/>.</summary>
    internal RelaySet Relays => _relays;

    /// <summary>Uses these TURN servers from now on, and no others. Those that stay keep their allocations.</summary>
    public void SetTurnServers(IReadOnlyList<TurnServer> servers) => TryPost(() =>
    {
        var now = _clock.Now;
        _gatherBy = now + GatheringPatience;
        _relays.Set(servers, now);
    });

    /// <summary>
    /// Gives allocations back and asks no STUN server any more, until <see cref="ResumeGathering"/>: for as long as nobody may watch. Sessions that
    /// are there lose the candidates that came from servers.
    /// </summary>
    public void SuspendGathering() => TryPost(() =>
    {
        if (_isSuspended)
            return;
        _isSuspended = true;
        var now = _clock.Now;
        _relays.Suspend(now);
        foreach (var address in _stunServers.SelectMany(static server => server.Addresses))
            _gatherer.RemoveServer(address, now);
    });

    /// <summary>Asks the servers again.</summary>
    public void ResumeGathering() => TryPost(() =>
    {
        if (!_isSuspended)
            return;
        _isSuspended = false;
        var now = _clock.Now;
        _gatherBy = now + GatheringPatience;
        _relays.Resume(now);
        foreach (var server in _stunServers)
            server.OnNetworkChanged(now);
    });

    /// <summary>
    /// A connection to a TURN server that does not take more: a viewer behind it goes without some pictures, rather than see all of them later and
    /// later.
    /// </summary>
    private bool IsHeldUp(SessionEntry entry, Instant now)
    {
        var isCongested = _relays.IsOpen && entry.Peer.SelectedPath is { } path
            && _relays.Find(path.Local) is { Transport: { IsReliable: true } transport } && transport.IsCongested(now);
        if (isCongested)
            _framesHeldUp++;
        else if (entry.IsHeldUp)
            entry.Peer.SkipToKeyFrame();
        entry.IsHeldUp = isCongested;
        return isCongested;
    }

    private void GiveRelaysBack()
    {
        var now = _clock.Now;
        var deadline = now + GivingBackPatience;
        _relays.Suspend(now);
        while (_relays.IsOpen && now < deadline)
        {
            _ = _relays.Drain(now);
            Wait(Instant.Min(deadline, _relays.NextTimeout));
            _relays.ReceiveAll(_receiveBuffer, _clock);
            now = _clock.Now;
            _relays.HandleTimeout(now);
        }
    }

    private sealed class RelayHost(WebRtcEndpoint endpoint) : IRelayHost
    {
        public Instant Now => endpoint._clock.Now;

        public void Post(Action action, Action? abandon = null)
        {
            if (!endpoint.TryPost(action, abandon: abandon))
                abandon?.Invoke();
        }

        public void Wake() => endpoint._wakeUp.Signal();

        public Task<IPAddress[]> LookUpAsync(string name) => endpoint.LookUp(name);

        public void AddRelayed(TransportAddress relayed, TransportAddress mapped, TransportAddress server, int ordinal) =>
            // RFC 8828 §3: whoever wants to be reached through relays only does not tell where they stand before it.
            endpoint.AddCandidate(IceCandidate.CreateRelayed(relayed, endpoint._options.RelayOnly ? default : mapped, server, ordinal), relayed);

        public void RemoveRelayed(TransportAddress relayed) => endpoint.RemoveCandidate(relayed, relayed);

        public void RetireRelayed(TransportAddress relayed)
        {
            endpoint._localCandidates.RemoveAll(local => local.Base == relayed);
            foreach (var entry in endpoint._entries)
            {
                if (entry.Peer.SelectedPath?.Local != relayed)
                    Touch(entry, peer => peer.RemoveLocalCandidate(relayed, relayed, Now));
            }
        }

        public bool IsRelayed(TransportAddress address) => endpoint._relays.Find(address) is not null || endpoint._sockets.Sockets.Exists(socket => socket.Local == address);

        public bool IsInUse(TransportAddress relayed) => endpoint._entries.Exists(entry => entry.Peer.SelectedPath?.Local == relayed);

        public void OnRoutesChanged()
        {
            endpoint._relays.OnRoutesChanged();
            endpoint.WatchDescriptors();
        }

        public void OnRelayChanged(RelayStatus status) => endpoint.Guard(() => endpoint.RelayChanged?.Invoke(status));

        public void OnRelayed(in NetworkPath path, Span<byte> datagram, Instant now) => endpoint.Dispatch(path, datagram, now);
    }
}
