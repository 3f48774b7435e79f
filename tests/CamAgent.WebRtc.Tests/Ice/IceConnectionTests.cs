using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class IceConnectionTests
{
    private const int SeedsPerBlock = 100;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Two_agents_connect_whatever_the_network_does(int block)
    {
        for (var seed = block * SeedsPerBlock; seed < (block + 1) * SeedsPerBlock; seed++)
            ConnectAtRandom(seed);
    }

    [Fact]
    public void A_viewer_with_a_fast_network_is_connected_within_a_tenth_of_a_second()
    {
        var call = new SimulatedCall();
        call.ExchangeCredentials();
        call.Signal(call.Camera, call.Viewer);
        call.Signal(call.Viewer, call.Camera);
        call.SignalEnd(call.Viewer);
        call.SignalEnd(call.Camera);
        Assert.True(call.Network.RunUntil(() => call.IsConnected, TimeSpan.FromMilliseconds(100)));
        Assert.Equal(new NetworkPath(SimulatedCall.CameraAddress, SimulatedCall.ViewerAddress), call.Camera.Agent.SelectedPath);
        Assert.Equal(new NetworkPath(SimulatedCall.ViewerAddress, SimulatedCall.CameraAddress), call.Viewer.Agent.SelectedPath);
    }

    [Fact]
    public void A_viewer_that_never_signals_a_candidate_is_found_by_its_checks()
    {
        var call = new SimulatedCall(viewerNat: new(SimulatedCall.Address("203.0.113.9", 0), NatKind.Symmetric), viewerAddresses: [SimulatedCall.Address("192.168.1.7", 6000)]);
        call.ExchangeCredentials();
        call.Signal(call.Camera, call.Viewer);
        Assert.True(call.Network.RunUntil(() => call.IsConnected, TimeSpan.FromSeconds(5)));
        Assert.Equal(IceCandidateType.PeerReflexive, call.Camera.Agent.SelectedPair?.RemoteType);
        Assert.Equal(IceCandidateType.PeerReflexive, call.Viewer.Agent.SelectedPair?.LocalType);
        Assert.True(call.CarriesMedia());
    }

    [Fact]
    public void A_name_that_resolves_late_turns_the_peer_reflexive_candidate_into_a_host_candidate()
    {
        var call = new SimulatedCall();
        call.ExchangeCredentials();
        call.Signal(call.Camera, call.Viewer);
        Assert.True(IceCandidate.TryParse("candidate:1 1 udp 2122260223 0c9f7a5c-5e2b-4e3c-9d1a-1f2e3d4c5b6a.local 6000 typ host", out var candidate));
        call.Camera.Do(agent => Assert.Equal(RemoteCandidateOutcome.Resolving, agent.AddRemoteCandidate(candidate, call.Network.Now)));
        var asked = Assert.Single(call.Camera.Events, e => e.Kind == IceEventKind.ResolveName);
        Assert.True(call.Network.RunUntil(() => call.IsConnected, TimeSpan.FromSeconds(5)));
        Assert.Equal(IceCandidateType.PeerReflexive, call.Camera.Agent.SelectedPair?.RemoteType);
        call.Camera.Do(agent => agent.SetResolvedName(asked.Text!, SimulatedCall.ViewerAddress, call.Network.Now));
        Assert.Equal(IceCandidateType.Host, call.Camera.Agent.SelectedPair?.RemoteType);
    }

    [Fact]
    public void A_name_that_resolves_leads_to_a_pair()
    {
        var call = new SimulatedCall();
        call.ExchangeCredentials();
        Assert.True(IceCandidate.TryParse("candidate:1 1 udp 2122260223 viewer.local 6000 typ host", out var candidate));
        call.Camera.Do(agent => _ = agent.AddRemoteCandidate(candidate, call.Network.Now));
        call.Camera.Do(agent => agent.SetResolvedName("VIEWER.local", SimulatedCall.ViewerAddress.WithPort(0), call.Network.Now));
        Assert.True(call.Network.RunUntil(() => call.IsConnected, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Both_sides_behind_NATs_meet_through_their_reflexive_candidates()
    {
        var call = new SimulatedCall(
            cameraNat: new(SimulatedCall.Address("198.51.100.9", 0), NatKind.PortRestricted),
            viewerNat: new(SimulatedCall.Address("203.0.113.9", 0), NatKind.PortRestricted),
            cameraAddresses: [SimulatedCall.Address("192.168.1.2", 5000)],
            viewerAddresses: [SimulatedCall.Address("192.168.1.2", 6000)]).Connect();
        Assert.Equal(IceCandidateType.ServerReflexive, call.Camera.Agent.SelectedPair?.LocalType);
        Assert.Equal(IceCandidateType.ServerReflexive, call.Camera.Agent.SelectedPair?.RemoteType);
        Assert.True(call.CarriesMedia());
    }

    [Fact]
    public void Without_any_path_both_sides_fail_and_fall_silent()
    {
        var call = new SimulatedCall(
            cameraNat: new(SimulatedCall.Address("198.51.100.9", 0), NatKind.Symmetric),
            viewerNat: new(SimulatedCall.Address("203.0.113.9", 0), NatKind.Symmetric),
            cameraAddresses: [SimulatedCall.Address("192.168.1.2", 5000)],
            viewerAddresses: [SimulatedCall.Address("192.168.1.3", 6000)]);
        call.ExchangeCredentials();
        call.Signal(call.Camera, call.Viewer);
        call.Signal(call.Viewer, call.Camera);
        call.SignalEnd(call.Camera);
        call.SignalEnd(call.Viewer);
        Assert.True(call.Network.RunUntil(() => call.Camera.Agent.State == IceState.Failed && call.Viewer.Agent.State == IceState.Failed, TimeSpan.FromSeconds(90)));
        var sent = call.Camera.Sent + call.Viewer.Sent;
        call.Network.Run(TimeSpan.FromMinutes(5));
        Assert.Equal(sent, call.Camera.Sent + call.Viewer.Sent);
    }

    [Fact]
    public void A_call_without_a_single_candidate_waits_for_checks_and_then_fails()
    {
        var call = new SimulatedCall();
        call.ExchangeCredentials();
        call.Network.Run(TimeSpan.FromSeconds(39));
        Assert.Equal(IceState.Checking, call.Camera.Agent.State);
        call.Network.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(IceState.Failed, call.Camera.Agent.State);
    }

    [Fact]
    public void IPv6_is_preferred_where_both_work()
    {
        var call = new SimulatedCall(
            cameraAddresses: [SimulatedCall.CameraAddress, SimulatedCall.Address("2001:db8::1", 5000)],
            viewerAddresses: [SimulatedCall.ViewerAddress, SimulatedCall.Address("2001:db8::2", 6000)]).Connect();
        Assert.True(call.Camera.Agent.SelectedPath?.Remote.IsIPv6);
    }

    [Fact]
    public void Link_local_addresses_meet_although_their_interface_is_not_signaled()
    {
        var scoped = TransportAddress.FromBytes(SimulatedCall.Address("fe80::1", 0).ToIPAddress().GetAddressBytes(), 5000, scopeId: 3);
        var agent = new IceAgent(IceRole.Controlled, new SeededRandomSource(1));
        var now = new Instant(0);
        agent.AddLocalCandidate(IceCandidate.CreateHost(scoped), scoped, now);
        agent.SetRemoteCredentials(IceCredentials.Create(new SeededRandomSource(2)), now);
        _ = agent.AddRemoteCandidate(IceCandidate.CreateHost(SimulatedCall.Address("fe80::2", 6000)), now);
        _ = agent.AddRemoteCandidate(IceCandidate.CreateHost(SimulatedCall.Address("2001:db8::2", 6000)), now);
        var buffer = new byte[IceAgent.MaximumMessageSize];
        Assert.True(agent.TryPollTransmit(buffer, out _, out var path));
        Assert.Equal(3u, path.Remote.ScopeId);
        agent.HandleTimeout(now + TimeSpan.FromMilliseconds(100));
        Assert.False(agent.TryPollTransmit(buffer, out _, out _));
    }

    private static void ConnectAtRandom(int seed)
    {
        var random = new Random(seed);
        var topology = random.Next(4);
        var cameraNat = topology is 1 or 3 ? new SimulatedNat(SimulatedCall.Address("198.51.100.9", 0), NatKind.PortRestricted) : null;
        var viewerNat = topology is 2 or 3 ? new SimulatedNat(SimulatedCall.Address("203.0.113.9", 0), topology == 2 && random.Next(2) == 0 ? NatKind.Symmetric : NatKind.PortRestricted) : null;
        var roles = random.Next(4) switch
        {
            0 => (IceRole.Controlling, IceRole.Controlling),
            1 => (IceRole.Controlled, IceRole.Controlled),
            2 => (IceRole.Controlling, IceRole.Controlled),
            _ => (IceRole.Controlled, IceRole.Controlling),
        };
        var dualStack = topology == 0 && random.Next(2) == 0;
        var call = new SimulatedCall(
            seed, roles.Item1, roles.Item2, cameraNat, viewerNat,
            dualStack ? [SimulatedCall.CameraAddress, SimulatedCall.Address("2001:db8::1", 5000)] : [SimulatedCall.CameraAddress],
            dualStack ? [SimulatedCall.ViewerAddress, SimulatedCall.Address("2001:db8::2", 6000)] : [SimulatedCall.ViewerAddress]);
        var network = call.Network;
        network.Loss = 0.3 * random.NextDouble();
        network.Duplication = 0.1 * random.NextDouble();
        network.Delay = TimeSpan.FromMilliseconds(1 + random.Next(150));
        network.Jitter = TimeSpan.FromMilliseconds(random.Next(100));

        call.ExchangeCredentials();
        // Each side's candidates come at once, late, or (where the other can be reached without) never.
        var toViewer = cameraNat is null && viewerNat is null && random.Next(4) == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(random.Next(3) * random.Next(2000));
        var toCamera = cameraNat is null && toViewer >= TimeSpan.Zero && random.Next(3) == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(random.Next(3) * random.Next(2000));
        SignalAfter(call, call.Camera, call.Viewer, toViewer, random);
        SignalAfter(call, call.Viewer, call.Camera, toCamera, random);

        var description = $"Seed {seed}: topology {topology}, roles {roles}, loss {network.Loss:P0}, delay {network.Delay}";
        Assert.True(network.RunUntil(() => call.IsConnected, TimeSpan.FromSeconds(35)), $"{description}: camera {call.Camera.Agent.State}, viewer {call.Viewer.Agent.State}");
        Assert.True(call.Camera.Agent.Role != call.Viewer.Agent.Role, $"{description}: both are {call.Camera.Agent.Role}");
        Assert.True(call.CarriesMedia(), $"{description}: no media");
    }

    private static void SignalAfter(SimulatedCall call, SimulatedHost from, SimulatedHost to, TimeSpan delay, Random random)
    {
        if (delay < TimeSpan.Zero)
            return;
        call.Network.After(delay, () => call.Signal(from, to));
        if (random.Next(2) == 0)
            call.Network.After(delay + TimeSpan.FromMilliseconds(1), () => call.SignalEnd(to));
    }
}
