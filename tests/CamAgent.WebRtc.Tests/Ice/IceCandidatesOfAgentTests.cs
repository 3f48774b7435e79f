using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class IceCandidatesOfAgentTests
{
    private static readonly TransportAddress Wifi = SimulatedCall.Address("198.51.100.1", 5000);
    private static readonly TransportAddress Ethernet = SimulatedCall.Address("198.51.100.2", 5000);

    [Theory]
    [InlineData(IceRole.Controlled, IceRole.Controlling)]
    [InlineData(IceRole.Controlling, IceRole.Controlled)]
    public void When_the_selected_address_goes_away_the_call_moves_to_another(IceRole camera, IceRole viewer)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var call = new SimulatedCall(seed, camera, viewer, cameraAddresses: [Wifi, Ethernet]).Connect();
            call.Network.Run(TimeSpan.FromSeconds(seed));
            var lost = call.Camera.Agent.SelectedPath!.Value.Local;
            _ = call.Camera.Addresses.Remove(lost);
            call.Camera.Do(agent => agent.RemoveLocalCandidate(lost, lost, call.Network.Now));
            Assert.True(
                call.Network.RunUntil(() => call.Camera.Agent.State == IceState.Connected && call.Camera.Agent.SelectedPath?.Local != lost, TimeSpan.FromSeconds(20)),
                $"Seed {seed}: {call.Camera.Agent.State}");
            Assert.False(call.Camera.Agent.IsValidated(new(lost, SimulatedCall.ViewerAddress)));
        }
    }

    [Fact]
    public void When_the_only_address_goes_away_a_new_one_is_used()
    {
        var call = new SimulatedCall(cameraRole: IceRole.Controlling, viewerRole: IceRole.Controlled).Connect();
        _ = call.Camera.Addresses.Remove(SimulatedCall.CameraAddress);
        call.Camera.Do(agent => agent.RemoveLocalCandidate(SimulatedCall.CameraAddress, SimulatedCall.CameraAddress, call.Network.Now));
        Assert.Equal(IceState.Disconnected, call.Camera.Agent.State);
        Assert.Null(call.Camera.Agent.SelectedPath);
        call.Camera.Addresses.Add(Ethernet);
        call.Camera.AddHostCandidates();
        Assert.True(call.Network.RunUntil(() => call.Camera.Agent.State == IceState.Connected, TimeSpan.FromSeconds(5)));
        Assert.Equal(Ethernet, call.Camera.Agent.SelectedPath?.Local);
    }

    [Fact]
    public void When_the_only_address_goes_away_and_none_comes_the_agent_fails()
    {
        var call = new SimulatedCall().Connect();
        call.Camera.Do(agent => agent.RemoveLocalCandidate(SimulatedCall.CameraAddress, SimulatedCall.CameraAddress, call.Network.Now));
        Assert.True(call.Network.RunUntil(() => call.Camera.Agent.State == IceState.Failed, TimeSpan.FromSeconds(40)));
    }

    [Fact]
    public void A_reflexive_candidate_that_goes_away_leaves_the_pairs_of_its_base()
    {
        var call = new SimulatedCall().Connect();
        var mapped = SimulatedCall.Address("198.51.100.99", 7000);
        var reflexive = IceCandidate.CreateServerReflexive(mapped, SimulatedCall.CameraAddress, default);
        call.Camera.Do(agent => agent.AddLocalCandidate(reflexive, SimulatedCall.CameraAddress, call.Network.Now));
        call.Camera.Do(agent => agent.RemoveLocalCandidate(mapped, SimulatedCall.CameraAddress, call.Network.Now));
        Assert.True(call.IsConnected);
    }

    [Fact]
    public void Remote_candidates_are_bounded()
    {
        var test = new AgentUnderTest();
        for (var i = 0; i < 64; i++)
        {
            var candidate = IceCandidate.CreateHost(SimulatedCall.Address("203.0.113.1", 1000 + i));
            Assert.Equal(RemoteCandidateOutcome.Added, test.Agent.AddRemoteCandidate(candidate, test.Now));
        }

        var surplus = IceCandidate.CreateHost(SimulatedCall.Address("203.0.113.1", 2000));
        Assert.Equal(RemoteCandidateOutcome.TooMany, test.Agent.AddRemoteCandidate(surplus, test.Now));
        Assert.Equal(RemoteCandidateOutcome.TooMany, test.Agent.AddRemoteCandidate(surplus with { Address = default, HostName = "x.local" }, test.Now));
        test.Validate(AgentUnderTest.Path(7), useCandidate: true);
        Assert.Equal(AgentUnderTest.Path(7), test.Agent.SelectedPath);
    }

    [Theory]
    [InlineData("candidate:1 1 tcp 1 203.0.113.1 9 typ host tcptype active", RemoteCandidateOutcome.Unsupported)]
    [InlineData("candidate:1 2 udp 1 203.0.113.1 6000 typ host", RemoteCandidateOutcome.Unsupported)]
    [InlineData("candidate:1 1 udp 1 203.0.113.1 0 typ host", RemoteCandidateOutcome.Unsupported)]
    [InlineData("candidate:1 1 udp 1 0.0.0.0 6000 typ host", RemoteCandidateOutcome.Unsupported)]
    [InlineData("candidate:1 1 udp 1 224.0.0.251 5353 typ host", RemoteCandidateOutcome.Unsupported)]
    [InlineData("candidate:1 1 udp 1 255.255.255.255 6000 typ host", RemoteCandidateOutcome.Unsupported)]
    [InlineData("candidate:1 1 udp 1 viewer.example.org 6000 typ host", RemoteCandidateOutcome.Unsupported)]
    [InlineData("candidate:1 1 udp 1 viewer.local 6000 typ host", RemoteCandidateOutcome.Resolving)]
    [InlineData("candidate:1 1 udp 1 203.0.113.1 6000 typ host ufrag other", RemoteCandidateOutcome.OtherGeneration)]
    [InlineData("candidate:1 1 udp 1 203.0.113.1 6000 typ host", RemoteCandidateOutcome.Added)]
    public void What_cannot_be_served_is_told_apart(string text, RemoteCandidateOutcome expected)
    {
        var test = new AgentUnderTest();
        Assert.True(IceCandidate.TryParse(text, out var candidate));
        Assert.Equal(expected, test.Agent.AddRemoteCandidate(candidate, test.Now));
    }

    [Fact]
    public void A_candidate_that_is_signaled_twice_is_checked_once()
    {
        var test = new AgentUnderTest();
        var candidate = IceCandidate.CreateHost(AgentUnderTest.Path().Remote);
        Assert.Equal(RemoteCandidateOutcome.Added, test.Agent.AddRemoteCandidate(candidate, test.Now));
        Assert.Equal(RemoteCandidateOutcome.Known, test.Agent.AddRemoteCandidate(candidate, test.Now));
        Assert.Single(test.TakeRequests());
    }

    [Fact]
    public void A_reflexive_candidate_makes_no_second_pair_from_its_base()
    {
        var test = new AgentUnderTest();
        _ = test.Agent.AddRemoteCandidate(IceCandidate.CreateHost(AgentUnderTest.Path().Remote), test.Now);
        test.Agent.AddLocalCandidate(IceCandidate.CreateServerReflexive(SimulatedCall.Address("192.0.2.9", 1), AgentUnderTest.Local, default), AgentUnderTest.Local, test.Now);
        Assert.Single(test.TakeRequests());
    }

    [Fact]
    public void Checks_are_fifty_milliseconds_apart()
    {
        var test = new AgentUnderTest();
        for (var i = 0; i < 5; i++)
            _ = test.Agent.AddRemoteCandidate(IceCandidate.CreateHost(AgentUnderTest.Path(i + 1).Remote), test.Now);
        for (var i = 0; i < 5; i++)
        {
            Assert.Single(test.TakeSent());
            test.Pass(TimeSpan.FromMilliseconds(49));
            Assert.Empty(test.TakeSent());
            test.Pass(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public void A_closed_agent_neither_answers_nor_sends()
    {
        var test = new AgentUnderTest();
        test.Validate(AgentUnderTest.Path(), useCandidate: true);
        test.Agent.Close();
        Assert.False(test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId())));
        Assert.Empty(test.TakeSent());
        Assert.Equal(Instant.Never, test.Agent.NextTimeout);
        Assert.False(test.Agent.IsValidated(AgentUnderTest.Path()));
    }
}
