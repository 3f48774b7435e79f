using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Ice;

/// <summary>Who reaches whom through which NATs, with and without a relay: the table of the textbooks, under loss and in any order.</summary>
public sealed class RelayedConnectionTests
{
    private static readonly TransportAddress Server = SimulatedCall.Address("192.0.2.53", 3478);
    private static readonly TransportAddress CameraInside = SimulatedCall.Address("192.168.1.50", 5000);
    private static readonly TransportAddress ViewerInside = SimulatedCall.Address("192.168.2.50", 6000);
    private static readonly TransportAddress CameraOutside = SimulatedCall.Address("203.0.113.2", 0);
    private static readonly TransportAddress ViewerOutside = SimulatedCall.Address("203.0.113.3", 0);
    private static readonly NatKind?[] Kinds = [null, NatKind.FullCone, NatKind.Restricted, NatKind.PortRestricted, NatKind.Symmetric];

    public static TheoryData<int, int> Pairs
    {
        get
        {
            var pairs = new TheoryData<int, int>();
            for (var camera = 0; camera < Kinds.Length; camera++)
            {
                for (var viewer = 0; viewer < Kinds.Length; viewer++)
                    pairs.Add(camera, viewer);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_pair_of_NATs_connects_directly_where_it_can_and_through_the_relay_where_it_cannot(int camera, int viewer)
    {
        foreach (var (cameraRelays, viewerRelays) in ((bool, bool)[])[(true, false), (false, true), (true, true)])
        {
            var call = Prepare(7, Kinds[camera], Kinds[viewer], cameraRelays, viewerRelays);
            Assert.True(Connect(call, TimeSpan.FromSeconds(10)), "No connection.");
            Assert.True(call.CarriesMedia());
            Assert.Equal(!CanBeDirect(Kinds[camera], Kinds[viewer]), IsRelayed(call));
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Without_a_relay_the_pairs_connect_that_can(int camera, int viewer)
    {
        var call = Prepare(8, Kinds[camera], Kinds[viewer], cameraRelays: false, viewerRelays: false);
        Assert.Equal(CanBeDirect(Kinds[camera], Kinds[viewer]), Connect(call, TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Seeded_networks_with_a_relay_always_connect(int block)
    {
        for (var seed = block * 100; seed < (block + 1) * 100; seed++)
            RunSeed(seed);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Ten_thousand_seeded_networks_with_a_relay_always_connect() =>
        Parallel.For(1000, 11_000, new ParallelOptions { MaxDegreeOfParallelism = 2 }, RunSeed);

    [Fact]
    public void A_camera_that_is_to_be_reached_through_relays_only_sends_to_nobody_else_and_tells_no_address()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var call = Prepare(seed, Kinds[random.Next(Kinds.Length)], Kinds[random.Next(Kinds.Length)], cameraRelays: true, viewerRelays: random.Next(2) == 0);
            Assert.True(Connect(call, TimeSpan.FromSeconds(20), relayOnly: true), $"Seed {seed}: no connection.");
            Assert.True(call.CarriesMedia(), $"Seed {seed}");
            Assert.Equal([Server], call.Camera.SentTo);
            var paths = call.Viewer.Events.Where(happened => happened.Path is not null).Select(happened => happened.Path!.Value.Remote);
            Assert.All(paths, remote => Assert.True(remote.SameHost(Server), $"Seed {seed}: {remote}"));
        }
    }

    [Fact]
    public void A_relayed_address_that_is_lost_is_replaced_by_the_direct_way_that_works()
    {
        var call = Prepare(3, NatKind.FullCone, null, cameraRelays: true, viewerRelays: false);
        Assert.True(Connect(call, TimeSpan.FromSeconds(10)));
        Assert.False(IsRelayed(call));
        var relayed = call.Camera.Turn!.Relayed[0];
        call.Network.Server!.Restart();
        call.Camera.Do(agent => agent.RemoveLocalCandidate(relayed, relayed, call.Network.Now));
        Assert.True(call.CarriesMedia());
        Assert.Equal(IceState.Connected, call.Camera.Agent.State);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.1.1")]
    [InlineData("224.0.0.1")]
    [InlineData("0.0.0.0")]
    public void No_relay_is_asked_to_send_to_what_only_this_side_can_mean(string address)
    {
        var call = Prepare(4, null, null, cameraRelays: true, viewerRelays: false);
        AddRelayed(call.Camera, call.Viewer, call);
        call.SetRemoteCredentials();
        var candidate = IceCandidate.CreateHost(SimulatedCall.Address(address, 5000));
        call.Camera.Do(agent => _ = agent.AddRemoteCandidate(candidate, call.Network.Now));
        call.Network.Run(TimeSpan.FromSeconds(2));
        Assert.DoesNotContain(call.Camera.Events, happened => happened.Kind == IceEventKind.RelayPathFormed);
    }

    [Fact]
    public void Candidates_by_the_thousand_cost_neither_memory_nor_the_server()
    {
        var call = Prepare(5, null, null, cameraRelays: true, viewerRelays: false);
        AddRelayed(call.Camera, call.Viewer, call);
        call.SetRemoteCredentials();
        for (var i = 0; i < 5000; i++)
        {
            var address = TransportAddress.FromBytes([11, 1, (byte)(i >> 8), (byte)i], 5000);
            call.Camera.Do(agent => _ = agent.AddRemoteCandidate(IceCandidate.CreateHost(address), call.Network.Now));
        }

        call.Network.Run(TimeSpan.FromSeconds(5));
        Assert.InRange(call.Network.Server!.Requests.Count(method => method == StunMethod.CreatePermission), 8, 64);
    }

    private static void RunSeed(int seed)
    {
        var random = new Random(seed);
        var (camera, viewer) = (Kinds[random.Next(Kinds.Length)], Kinds[random.Next(Kinds.Length)]);
        var relays = random.Next(1, 4);
        var call = Prepare(seed, camera, viewer, (relays & 1) != 0, (relays & 2) != 0, sha256: random.Next(2) == 0);
        var what = $"Seed {seed}: {camera} to {viewer}, relays {relays}";
        (call.Network.Loss, call.Network.Duplication) = (random.NextDouble() * 0.15, random.NextDouble() * 0.1);
        (call.Network.Delay, call.Network.Jitter) = (TimeSpan.FromMilliseconds(random.Next(1, 100)), TimeSpan.FromMilliseconds(random.Next(0, 40)));
        Assert.True(Connect(call, TimeSpan.FromSeconds(30)), $"{what}: camera {call.Camera.Agent.State}, viewer {call.Viewer.Agent.State}");
        Assert.True(call.CarriesMedia(), $"{what}: no media");
        Assert.True(CanBeDirect(camera, viewer) || IsRelayed(call), $"{what}: a direct path that cannot be");

        // Long enough for every permission and channel to be renewed: the way stays open.
        for (var minute = 0; minute < 12; minute++)
        {
            for (var second = 0; second < 60; second++)
            {
                call.Camera.SendMedia();
                call.Viewer.SendMedia();
                call.Network.Run(TimeSpan.FromSeconds(1));
            }

            Assert.True(call.CarriesMedia(), $"{what}: no media after {minute + 1} min");
        }

        Assert.True(call.Network.Server!.Faults.Count == 0, $"{what}: {string.Join("; ", call.Network.Server.Faults)}");
    }

    private static SimulatedCall Prepare(
        int seed, NatKind? camera, NatKind? viewer, bool cameraRelays, bool viewerRelays, bool sha256 = false)
    {
        var call = new SimulatedCall(
            seed,
            cameraNat: camera is { } first ? new(CameraOutside, first) : null,
            viewerNat: viewer is { } second ? new(ViewerOutside, second) : null,
            cameraAddresses: [camera is null ? SimulatedCall.CameraAddress : CameraInside],
            viewerAddresses: [viewer is null ? SimulatedCall.ViewerAddress : ViewerInside]);
        call.Network.AddServer(Server).UsesSha256 = sha256;
        // Gathered ahead, before there is a call.
        if (cameraRelays)
            call.Camera.Allocate(Server, new SeededRandomSource(seed + 1));
        if (viewerRelays)
            call.Viewer.Allocate(Server, new SeededRandomSource(seed + 2));
        Assert.True(call.Network.RunUntil(
            () => call.Camera.Turn is null or { State: TurnAllocationState.Active } && call.Viewer.Turn is null or { State: TurnAllocationState.Active },
            TimeSpan.FromSeconds(40)));
        return call;
    }

    private static bool Connect(SimulatedCall call, TimeSpan limit, bool relayOnly = false)
    {
        if (!relayOnly)
            AddDirect(call.Camera);
        AddDirect(call.Viewer);
        call.SetRemoteCredentials();
        if (!relayOnly)
            SignalDirect(call.Camera, call.Viewer, call);
        SignalDirect(call.Viewer, call.Camera, call);
        AddRelayed(call.Camera, call.Viewer, call);
        AddRelayed(call.Viewer, call.Camera, call);
        return call.Network.RunUntil(() => call.IsConnected, limit);

        void AddDirect(SimulatedHost host) => host.Do(agent => agent.AddLocalCandidate(IceCandidate.CreateHost(host.Addresses[0]), host.Addresses[0], call.Network.Now));
    }

    private static void SignalDirect(SimulatedHost from, SimulatedHost to, SimulatedCall call)
    {
        var address = from.Addresses[0];
        to.Do(agent => _ = agent.AddRemoteCandidate(IceCandidate.CreateHost(address), call.Network.Now));
        if (from.Nat is null)
            return;
        var reflexive = IceCandidate.CreateServerReflexive(from.Nat.Map(address, Server), address, Server);
        from.Do(agent => agent.AddLocalCandidate(reflexive, address, call.Network.Now));
        to.Do(agent => _ = agent.AddRemoteCandidate(reflexive, call.Network.Now));
    }

    private static void AddRelayed(SimulatedHost from, SimulatedHost to, SimulatedCall call)
    {
        if (from.Turn is not { } turn)
            return;
        foreach (var relayed in turn.Relayed)
        {
            var candidate = IceCandidate.CreateRelayed(relayed, turn.Mapped, Server);
            from.Do(agent => agent.AddLocalCandidate(candidate, relayed, call.Network.Now));
            to.Do(agent => _ = agent.AddRemoteCandidate(candidate, call.Network.Now));
        }
    }

    /// <summary>A symmetric NAT's port towards the other side is known to nobody: only who lets in any port of its host can be reached from it.</summary>
    private static bool CanBeDirect(NatKind? camera, NatKind? viewer) =>
        (camera, viewer) is not ((NatKind.Symmetric, NatKind.Symmetric or NatKind.PortRestricted) or (NatKind.PortRestricted, NatKind.Symmetric));

    private static bool IsRelayed(SimulatedCall call) =>
        call.Camera.Agent.SelectedPair is { } pair && (pair.LocalType == IceCandidateType.Relayed || pair.Path.Remote.SameHost(Server));
}
