using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Ice;

/// <summary>A host with one ICE agent on a simulated network.</summary>
internal sealed class SimulatedHost
{
    private readonly SimulatedNetwork _network;
    private readonly byte[] _buffer = new byte[IceAgent.MaximumMessageSize];

    public SimulatedHost(SimulatedNetwork network, IceRole role, int seed, SimulatedNat? nat, params TransportAddress[] addresses)
    {
        _network = network;
        Nat = nat;
        Addresses = [.. addresses];
        Agent = new(role, new SeededRandomSource(seed));
    }

    public IceAgent Agent { get; }

    public SimulatedNat? Nat { get; }

    public List<TransportAddress> Addresses { get; }

    public List<IceEvent> Events { get; } = [];

    /// <summary>Datagrams that are not STUN: what a test sends in place of media, with whether their path was validated.</summary>
    public List<(NetworkPath Path, bool IsValidated)> Media { get; } = [];

    public int Sent { get; private set; }

    /// <summary>Looks at what leaves; false drops it.</summary>
    public Func<byte[], bool>? Filter { get; set; }

    public IEnumerable<IceState> States => Events.Where(e => e.Kind == IceEventKind.StateChanged).Select(e => e.State);

    /// <summary>Does something with the agent, then sends what it wants sent.</summary>
    public void Do(Action<IceAgent> action)
    {
        action(Agent);
        Drain();
    }

    public void AddHostCandidates()
    {
        for (var i = 0; i < Addresses.Count; i++)
        {
            var (address, ordinal) = (Addresses[i], i);
            Do(agent => agent.AddLocalCandidate(IceCandidate.CreateHost(address, ordinal), address, _network.Now));
        }
    }

    public void Receive(NetworkPath path, byte[] datagram)
    {
        if (datagram.Length < 20)
            Media.Add((path, Agent.IsValidated(path)));
        else
            Do(agent => _ = agent.HandleStun(path, datagram, _network.Now));
    }

    public void SendMedia()
    {
        if (Agent.SelectedPath is { } path)
            _network.Send(this, path, [0x80]);
    }

    private void Drain()
    {
        while (Agent.TryPollTransmit(_buffer, out var length, out var path))
        {
            Sent++;
            var datagram = _buffer[..length];
            if (Filter is null || Filter(datagram))
                _network.Send(this, path, datagram);
        }

        while (Agent.TryPollEvent(out var iceEvent))
            Events.Add(iceEvent);
    }
}
