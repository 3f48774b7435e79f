using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Tests.Turn;

namespace CamAgent.WebRtc.Tests.Ice;

/// <summary>
/// Hosts, NATs and wires with delay, loss, reorder and duplication under virtual time. All that happens follows from the seed.
/// </summary>
internal sealed class SimulatedNetwork(int seed)
{
    private const int MaximumStepsAtOneTime = 10_000;

    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Action, (long Time, long Order)> _agenda = new();
    private long _order;
    private int _stepsAtThisTime;

    public Instant Now { get; private set; } = new(TimeSpan.FromHours(1).Ticks);

    public List<SimulatedHost> Hosts { get; } = [];

    public SimulatedTurnServer? Server { get; private set; }

    /// <summary>A TURN server with a public address.</summary>
    public SimulatedTurnServer AddServer(TransportAddress address)
    {
        Server = new SimulatedTurnServer(address, () => Now) { Send = SendFromServer };
        return Server;
    }

    private void SendFromServer(TransportAddress from, TransportAddress to, byte[] datagram)
    {
        for (var copies = _random.NextDouble() < Duplication ? 2 : 1; copies > 0; copies--)
        {
            if (_random.NextDouble() >= Loss)
                After(Delay + (Jitter * _random.NextDouble()), () => Deliver(from, to, null, datagram));
        }
    }

    public double Loss { get; set; }

    public double Duplication { get; set; }

    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Up to this much is added at random, which also reorders.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>Nothing arrives any more.</summary>
    public bool IsCut { get; set; }

    public void After(TimeSpan delay, Action action) => _agenda.Enqueue(action, ((Now + delay).Ticks, _order++));

    public void Send(SimulatedHost sender, in NetworkPath path, byte[] datagram)
    {
        if (!sender.Addresses.Contains(path.Local))
            return;
        var (source, destination) = (path.Local, path.Remote);
        for (var copies = _random.NextDouble() < Duplication ? 2 : 1; copies > 0; copies--)
        {
            if (_random.NextDouble() < Loss)
                continue;
            var delay = Delay + (Jitter * _random.NextDouble());
            // A NAT maps on the way out, whether or not anything ever arrives.
            var neighbour = sender.Nat is null ? null : Hosts.Find(host => host.Nat == sender.Nat && host.Addresses.Contains(destination));
            var seen = sender.Nat is null || neighbour is not null ? source : sender.Nat.Map(source, destination);
            After(delay, () => Deliver(seen, destination, neighbour, datagram));
        }
    }

    /// <summary>Runs until the condition holds; false where it did not within the limit.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        var end = Now + limit;
        while (!condition())
        {
            if (!Step(end))
                return condition();
        }

        return true;
    }

    public void Run(TimeSpan duration)
    {
        var end = Now + duration;
        while (Step(end))
        {
        }
    }

    private bool Step(Instant end)
    {
        var next = _agenda.TryPeek(out _, out var at) ? new Instant(at.Time) : Instant.Never;
        SimulatedHost? waking = null;
        foreach (var host in Hosts)
        {
            if (host.NextTimeout < next)
                (next, waking) = (host.NextTimeout, host);
        }

        if (next > end)
        {
            Now = end;
            return false;
        }

        _stepsAtThisTime = next > Now ? 0 : _stepsAtThisTime + 1;
        if (_stepsAtThisTime > MaximumStepsAtOneTime)
            throw new InvalidOperationException($"Time stands still (seed {seed}, at {Now}).");
        Now = Instant.Max(Now, next);
        if (waking is not null)
            waking.HandleTimeout();
        else
            _agenda.Dequeue()();
        return true;
    }

    private void Deliver(TransportAddress source, TransportAddress destination, SimulatedHost? neighbour, byte[] datagram)
    {
        if (IsCut)
            return;
        if (Server is not null && destination.SameHost(Server.Address))
        {
            if (destination == Server.Address)
                Server.Receive(source, datagram);
            else
                Server.ReceiveRelayed(destination, source, datagram);
            return;
        }

        var host = neighbour;
        if (host is null)
        {
            var nat = Hosts.Select(candidate => candidate.Nat).FirstOrDefault(nat => nat is not null && nat.PublicAddress.SameHost(destination));
            if (nat is not null)
            {
                if (nat.FindInside(destination.Port, source) is not { } inside)
                    return;
                destination = inside;
                host = Hosts.Find(candidate => candidate.Nat == nat && candidate.Addresses.Contains(inside));
            }
            else
            {
                host = Hosts.Find(candidate => candidate.Nat is null && candidate.Addresses.Contains(destination));
            }
        }

        if (host is not null && host.Addresses.Contains(destination))
            host.Receive(new(destination, source), datagram);
    }
}
