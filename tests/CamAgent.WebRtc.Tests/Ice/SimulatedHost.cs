using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Ice;

/// <summary>A host with one ICE agent on a simulated network.</summary>
internal sealed class SimulatedHost
{
    private readonly SimulatedNetwork _network;
    private readonly byte[] _buffer = new byte[IceAgent.MaximumMessageSize];
    private readonly byte[] _message = new byte[TurnAllocation.MaximumMessageSize];
    private TransportAddress _toServer;
    private TransportAddress _server;

    public SimulatedHost(SimulatedNetwork network, IceRole role, int seed, SimulatedNat? nat, params TransportAddress[] addresses)
    {
        _network = network;
        Nat = nat;
        Addresses = [.. addresses];
        Agent = new(role, new SeededRandomSource(seed));
    }

    public IceAgent Agent { get; }

    public SimulatedNat? Nat { get; }

    /// <summary>An allocation on a TURN server, where there is one.</summary>
    public TurnAllocation? Turn { get; private set; }

    public Instant NextTimeout => Turn is null ? Agent.NextTimeout : Instant.Min(Agent.NextTimeout, Turn.NextTimeout);

    /// <summary>Addresses that every datagram went to.</summary>
    public HashSet<TransportAddress> SentTo { get; } = [];

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

    /// <summary>Asks a server for an allocation, from a port of its own.</summary>
    public void Allocate(TransportAddress server, RandomSource random)
    {
        (_toServer, _server) = (Addresses[0].WithPort(40000), server);
        Addresses.Add(_toServer);
        Turn = new(new() { Credential = new("camera", "secret") }, random, _network.Now);
        Drain();
    }

    public void HandleTimeout()
    {
        if (Turn is not null && Turn.NextTimeout <= _network.Now)
            Turn.HandleTimeout(_network.Now);
        Do(agent => agent.HandleTimeout(_network.Now));
    }

    public void Receive(NetworkPath path, byte[] datagram)
    {
        if (Turn is not null && path.Local == _toServer)
        {
            _ = Turn.HandleMessage(datagram, _network.Now, out var peer, out var data);
            if (peer.IsSpecified)
                Receive(new(Turn.RelayedFor(peer), peer), datagram[data]);
            Drain();
            return;
        }

        if (datagram.Length < 20)
            Media.Add((path, Agent.IsValidated(path)));
        else
            Do(agent => _ = agent.HandleStun(path, datagram, _network.Now));
    }

    public void SendMedia()
    {
        if (Agent.SelectedPath is { } path)
            Send(path, [0x80]);
        Drain();
    }

    private void Send(NetworkPath path, byte[] datagram)
    {
        if (Turn is not null && Turn.Relayed.Contains(path.Local))
        {
            var length = Turn.Wrap(datagram, path.Remote, _network.Now, _message);
            if (length == 0)
                return;
            (path, datagram) = (new(_toServer, _server), _message[..length]);
        }

        _ = SentTo.Add(path.Remote);
        _network.Send(this, path, datagram);
    }

    private void Drain()
    {
        while (Agent.TryPollTransmit(_buffer, out var length, out var path))
        {
            Sent++;
            var datagram = _buffer[..length];
            if (Filter is null || Filter(datagram))
                Send(path, datagram);
        }

        while (Agent.TryPollEvent(out var iceEvent))
        {
            Events.Add(iceEvent);
            if (iceEvent.Kind == IceEventKind.RelayPathFormed)
                Turn!.Permit(iceEvent.Path!.Value.Remote, _network.Now);
        }

        while (Turn is not null && Turn.TryPollTransmit(_network.Now, _message, out var size))
        {
            _ = SentTo.Add(_server);
            _network.Send(this, new(_toServer, _server), _message[..size]);
        }
    }
}
