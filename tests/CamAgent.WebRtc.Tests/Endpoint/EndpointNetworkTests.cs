using System.Net;
using System.Net.Sockets;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Endpoint;

public sealed class EndpointNetworkTests
{
    /// <summary>Of TEST-NET-1: no machine has it.</summary>
    private static readonly TransportAddress Unbindable = TransportAddress.FromBytes([192, 0, 2, 9], 0);
    private static readonly TransportAddress OtherLoopback = TransportAddress.FromBytes([127, 0, 0, 2], 0);

    [Fact]
    public void Without_an_address_that_can_be_bound_the_start_fails()
    {
        Assert.Throws<SocketException>(() => new LoopbackEndpoint(prepare: endpoint => endpoint.AddressWatch.Find = () => [Unbindable]));
        Assert.Throws<SocketException>(() => new LoopbackEndpoint(prepare: endpoint => endpoint.AddressWatch.Find = () => null));
    }

    [Fact]
    public async Task A_network_that_is_gone_for_a_while_ends_neither_the_loop_nor_the_port()
    {
        await using var camera = new LoopbackEndpoint();
        var port = camera.Endpoint.Port;
        await ChangeAsync(camera, [Unbindable]);
        camera.Addresses = [LoopbackEndpoint.Loopback];
        // Nobody says so: what could not be bound is tried again.
        using var viewer = new LoopbackViewer();
        await OfferWithCandidatesAsync(camera, viewer);
        Assert.Equal(port, camera.Endpoint.Port);
        Assert.Contains($"127.0.0.1 {port} typ host", viewer.Answer!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_comes_is_offered_on_the_same_port_and_viewers_stay()
    {
        await using var camera = new LoopbackEndpoint();
        using var first = new LoopbackViewer();
        await camera.ConnectAsync(first, "a");
        await ChangeAsync(camera, [LoopbackEndpoint.Loopback, OtherLoopback, Unbindable]);
        using var second = new LoopbackViewer();
        await camera.ConnectAsync(second, "b");
        Assert.Contains($"127.0.0.2 {camera.Endpoint.Port} typ host", second.Answer!.Sdp, StringComparison.Ordinal);
        camera.Stream(first, second);
    }

    [Fact]
    public async Task Where_the_system_does_not_say_its_addresses_nothing_changes()
    {
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        using var asked = new ManualResetEventSlim();
        camera.Endpoint.AddressWatch.Find = () =>
        {
            asked.Set();
            return null;
        };
        camera.Endpoint.AddressWatch.Notify();
        Assert.True(asked.Wait(TimeSpan.FromSeconds(30)));
        await camera.SettleAsync();
        camera.Stream(viewer);
    }

    [Fact]
    public async Task A_STUN_server_whose_name_is_not_known_is_looked_up_again()
    {
        var lookUps = 0;
        await using var camera = new LoopbackEndpoint(
            new WebRtcEndpointOptions { StunServers = [("stun.example.org", 3478)] },
            endpoint => endpoint.LookUp = _ => Interlocked.Increment(ref lookUps) == 1
                ? Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))
                : Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        camera.Run(() => Volatile.Read(ref lookUps) == 2);
        // And in a new network, where it may be another one.
        await ChangeAsync(camera, [LoopbackEndpoint.Loopback, OtherLoopback]);
        camera.Run(() => Volatile.Read(ref lookUps) == 3);
    }

    /// <summary>Says that the addresses have changed, and waits until the endpoint has heard of it.</summary>
    private static async Task ChangeAsync(LoopbackEndpoint camera, IReadOnlyList<TransportAddress> addresses)
    {
        camera.Addresses = addresses;
        camera.Endpoint.AddressWatch.Notify();
        camera.Run(() => ReferenceEquals(camera.Endpoint.AddressWatch.LastTold, addresses));
        await camera.SettleAsync();
    }

    private static async Task OfferWithCandidatesAsync(LoopbackEndpoint camera, LoopbackViewer viewer)
    {
        camera.Run(() => ReferenceEquals(camera.Endpoint.AddressWatch.LastTold, camera.Addresses));
        await camera.SettleAsync();
        await camera.ConnectAsync(viewer, "a");
    }
}
