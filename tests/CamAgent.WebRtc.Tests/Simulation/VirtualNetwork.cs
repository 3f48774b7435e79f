using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Simulation;

/// <summary>What a link does to datagrams; all of it drawn from the network's seed.</summary>
/// <param name="Loss">Share of datagrams that vanish, 0 to 1.</param>
/// <param name="Duplication">Share that arrives twice.</param>
/// <param name="Jitter">Extra delay, uniform from zero up to this; more than the spacing of datagrams reorders them.</param>
internal sealed record LinkConditions(TimeSpan Delay, TimeSpan Jitter, double Loss, double Duplication)
{
    internal static readonly LinkConditions Perfect = new(TimeSpan.FromMilliseconds(5), TimeSpan.Zero, 0, 0);
}

/// <summary>A network under virtual time: datagrams wait in a queue ordered by their arrival.</summary>
internal sealed class VirtualNetwork(int seed, LinkConditions conditions)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<TransportAddress, Action<NetworkPath, byte[]>> _hosts = [];
    private readonly PriorityQueue<(NetworkPath Path, byte[] Datagram), (Instant, long)> _inFlight = new();
    private long _sent;

    internal LinkConditions Conditions { get; set; } = conditions;

    /// <summary>True cuts every cable.</summary>
    internal bool IsCut { get; set; }

    internal long Delivered { get; private set; }

    internal Instant NextArrival => _inFlight.TryPeek(out _, out var priority) ? priority.Item1 : Instant.Never;

    internal void Attach(TransportAddress address, Action<NetworkPath, byte[]> receive) => _hosts[address] = receive;

    internal void Send(NetworkPath path, ReadOnlySpan<byte> datagram, Instant now)
    {
        if (IsCut || _random.NextDouble() < Conditions.Loss)
            return;
        Queue(path, datagram, now);
        if (_random.NextDouble() < Conditions.Duplication)
            Queue(path, datagram, now);
    }

    internal void Deliver(Instant now)
    {
        while (_inFlight.TryPeek(out var item, out var due) && due.Item1 <= now)
        {
            _inFlight.Dequeue();
            if (IsCut || !_hosts.TryGetValue(item.Path.Remote, out var receive))
                continue;
            Delivered++;
            receive(new NetworkPath(item.Path.Remote, item.Path.Local), item.Datagram);
        }
    }

    private void Queue(NetworkPath path, ReadOnlySpan<byte> datagram, Instant now) =>
        _inFlight.Enqueue((path, datagram.ToArray()), (now + Conditions.Delay + (_random.NextDouble() * Conditions.Jitter), _sent++));
}
