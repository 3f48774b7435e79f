using System.Security.Cryptography.X509Certificates;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>All TURN servers of the endpoint: asked ahead of any viewer, each with one allocation that all viewers share.</summary>
internal sealed class RelaySet(IRelayHost host, RandomSource random, TimeProvider time) : IRelayRoutes, IDisposable
{
    // Messages taken from one connection before the others and the timers get their turn.
    private const int ReceiveBatch = 64;

    private readonly List<RelayServer> _servers = [];
    private readonly List<RelayServer> _leaving = [];
    private readonly Dictionary<TransportAddress, RelayAttempt> _routes = [];
    private readonly byte[] _buffer = new byte[TurnAllocation.MaximumMessageSize];
    private RelayAttempt[] _attempts = [];
    private bool _isSuspended;
    private TurnCounters _past;

    public int Version { get; private set; }

    /// <summary>Nobody but tests: whom to trust over TLS instead of whom the system does.</summary>
    public X509Certificate2Collection? Roots { get; set; }

    /// <summary>Some first allocation is being asked for.</summary>
    public bool IsGathering => _servers.Exists(static server => server.IsFirst);

    /// <summary>Something has a connection yet.</summary>
    public bool IsOpen => _attempts.Length > 0;

    public IReadOnlyList<RelayStatus> Statuses => _servers.ConvertAll(static server => server.Status);

    public TurnCounters Counters => _servers.Concat(_leaving).Aggregate(_past, static (sum, server) => sum + server.Counters);

    /// <summary>To be polled.</summary>
    public IEnumerable<int> Descriptors => _attempts.Select(static attempt => attempt.Transport.Descriptor).Where(static descriptor => descriptor >= 0);

    public Instant NextTimeout
    {
        get
        {
            var next = Instant.Never;
            foreach (var server in _servers)
                next = Instant.Min(next, server.NextTimeout);
            foreach (var server in _leaving)
                next = Instant.Min(next, server.NextTimeout);
            return next;
        }
    }

    public RelayRoute? Find(TransportAddress local) => _routes.Count > 0 && _routes.TryGetValue(local, out var route) ? route : null;

    /// <summary>Uses these servers from now on; what stays as it was is not touched.</summary>
    public void Set(IReadOnlyList<TurnServer> servers, Instant now)
    {
        foreach (var server in _servers.Where(server => !servers.Contains(server.Configuration)).ToList())
        {
            _servers.Remove(server);
            _leaving.Add(server);
            server.Stop(now);
        }

        foreach (var configuration in servers.Distinct().Take(RelayServer.MaximumServers))
        {
            if (_servers.Exists(server => server.Configuration == configuration))
                continue;
            var server = new RelayServer(configuration, _servers.Count, host, random, time) { Roots = Roots };
            _servers.Add(server);
            if (!_isSuspended)
                server.Start(now);
        }
    }

    /// <summary>Gives every allocation back: nobody may watch now.</summary>
    public void Suspend(Instant now)
    {
        _isSuspended = true;
        foreach (var server in _servers)
            server.Stop(now);
    }

    public void Resume(Instant now)
    {
        if (!_isSuspended)
            return;
        _isSuspended = false;
        foreach (var server in _servers)
            server.Start(now);
    }

    public void OnNetworkChanged(IReadOnlyList<TransportAddress> addresses, Instant now)
    {
        foreach (var server in _servers)
            server.OnNetworkChanged(addresses, now);
    }

    /// <summary>Asks for leave to relay to a peer before anything is sent there.</summary>
    public void Permit(in NetworkPath path, Instant now) => Find(path.Local)?.Allocation.Permit(path.Remote, now);

    public void ReceiveAll(Span<byte> buffer, MonotonicClock clock)
    {
        foreach (var attempt in _attempts)
        {
            if (!attempt.IsOpen)
                continue;
            var count = 0;
            for (; count < ReceiveBatch && attempt.Transport.TryReceive(buffer, out var length); count++)
                Receive(attempt, buffer[..length], clock.Now);
            // A poll sees again what is left in a socket, but not what is left in an inbox.
            if (count == ReceiveBatch && attempt.Transport.Descriptor < 0)
                host.Wake();
        }
    }

    public void HandleTimeout(Instant now)
    {
        if (now < NextTimeout)
            return;
        foreach (var server in _servers)
            server.HandleTimeout(now);
        foreach (var server in _leaving)
            server.HandleTimeout(now);
    }

    /// <summary>Sends what the allocations have to send, and acts on what they have to say.</summary>
    /// <returns>True where the sessions have to be looked at again.</returns>
    public bool Drain(Instant now)
    {
        var has = false;
        foreach (var server in _servers)
            has |= server.DrainEvents(now);
        for (var i = _leaving.Count - 1; i >= 0; i--)
        {
            var server = _leaving[i];
            has |= server.DrainEvents(now);
            if (server.Routes.Count > 0)
                continue;
            _past += server.Counters;
            server.Dispose();
            _leaving.RemoveAt(i);
        }

        foreach (var attempt in _attempts)
        {
            while (attempt.IsOpen && attempt.Allocation.TryPollTransmit(now, _buffer, out var length))
                attempt.Transport.Send(_buffer.AsSpan(0, length), length);
        }

        return has;
    }

    /// <summary>The servers' connections and addresses are others now.</summary>
    public void OnRoutesChanged()
    {
        _attempts = [.. _servers.Concat(_leaving).SelectMany(static server => server.Routes)];
        _routes.Clear();
        foreach (var attempt in _attempts)
        {
            if (!attempt.IsTold)
                continue;
            foreach (var relayed in attempt.Allocation.Relayed)
                _routes[relayed] = attempt;
        }

        Version++;
    }

    public void ReleaseUnused(Instant now)
    {
        foreach (var server in _servers)
            server.ReleaseUnused(now);
    }

    private void Receive(RelayAttempt attempt, Span<byte> message, Instant now)
    {
        if (!attempt.Allocation.HandleMessage(message, now, out var peer, out var data))
            return;
        attempt.OnHeard();
        if (peer.IsSpecified && attempt.IsTold)
            host.OnRelayed(new NetworkPath(attempt.Allocation.RelayedFor(peer), peer), message[data], now);
    }

    public void Dispose()
    {
        foreach (var server in _servers.Concat(_leaving))
            server.Dispose();
    }
}
