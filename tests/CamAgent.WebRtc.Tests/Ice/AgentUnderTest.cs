using System.Text;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Tests.Ice;

/// <summary>One agent, with a peer that does what the test writes.</summary>
internal sealed class AgentUnderTest
{
    public static readonly TransportAddress Local = SimulatedCall.CameraAddress;
    private readonly byte[] _buffer = new byte[IceAgent.MaximumMessageSize];
    private uint _nextId;

    public AgentUnderTest(IceRole role = IceRole.Controlled, bool knowsRemote = true, int seed = 1)
    {
        Agent = new(role, new SeededRandomSource(seed));
        PeerCredentials = IceCredentials.Create(new SeededRandomSource(seed + 1000));
        Peer = new(PeerCredentials, Agent.LocalCredentials);
        Agent.AddLocalCandidate(IceCandidate.CreateHost(Local), Local, Now);
        if (knowsRemote)
            Agent.SetRemoteCredentials(PeerCredentials, Now);
    }

    public IceAgent Agent { get; }

    public IceCredentials PeerCredentials { get; }

    public ScriptedPeer Peer { get; set; }

    public Instant Now { get; private set; } = new(TimeSpan.FromMinutes(1).Ticks);

    public static NetworkPath Path(int host = 1) => new(Local, SimulatedCall.Address($"203.0.113.{host}", 6000));

    public StunTransactionId NewId() => new(42, _nextId++);

    public void Pass(TimeSpan time)
    {
        var end = Now + time;
        while (Agent.NextTimeout <= end)
        {
            Now = Instant.Max(Now, Agent.NextTimeout);
            Agent.HandleTimeout(Now);
        }

        Now = end;
    }

    public bool Receive(NetworkPath path, byte[] message) => Agent.HandleStun(path, message, Now);

    public List<(NetworkPath Path, byte[] Message)> TakeSent()
    {
        var sent = new List<(NetworkPath, byte[])>();
        while (Agent.TryPollTransmit(_buffer, out var length, out var path))
            sent.Add((path, _buffer[..length]));
        return sent;
    }

    public List<IceEvent> TakeEvents()
    {
        var events = new List<IceEvent>();
        while (Agent.TryPollEvent(out var iceEvent))
            events.Add(iceEvent);
        return events;
    }

    /// <summary>The requests that the agent sends within 100 ms.</summary>
    public List<(NetworkPath Path, StunTransactionId Id)> TakeRequests()
    {
        Pass(TimeSpan.FromMilliseconds(100));
        var requests = new List<(NetworkPath, StunTransactionId)>();
        foreach (var (path, message) in TakeSent())
        {
            Assert.True(StunMessage.TryParse(message, out var stun));
            if (stun.Class != StunClass.Request)
                continue;
            Assert.True(stun.VerifyIntegrity(Encoding.ASCII.GetBytes(PeerCredentials.Password)));
            requests.Add((path, stun.TransactionId));
        }

        return requests;
    }

    /// <summary>A check comes in on the path, the agent checks in return, and is answered.</summary>
    public void Validate(NetworkPath path, bool useCandidate = false, IceRole peerRole = IceRole.Controlling)
    {
        Assert.True(Receive(path, Peer.Request(NewId(), peerRole, useCandidate)));
        foreach (var (sentOn, id) in TakeRequests())
            _ = Receive(sentOn, Peer.Success(id, Local));
        Assert.True(Agent.IsValidated(path));
    }

    /// <summary>The error code of a response; 0 for success.</summary>
    public static int CodeOf(byte[] message)
    {
        Assert.True(StunMessage.TryParse(message, out var stun));
        Assert.True(stun.Class is StunClass.SuccessResponse or StunClass.ErrorResponse);
        return stun.TryGetErrorCode(out var code, out _) ? code : 0;
    }
}
