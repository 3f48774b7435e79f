using System.Net;
using System.Net.Sockets;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Stun;
using CamAgent.WebRtc.Tests.Ice;

namespace CamAgent.WebRtc.Tests.Endpoint;

public sealed class EndpointPathTests
{
    [Fact]
    public async Task Checks_without_the_password_from_many_addresses_keep_nobody_out()
    {
        await using var camera = new LoopbackEndpoint(new WebRtcEndpointOptions { MaximumSessions = 2 });
        using var first = new LoopbackViewer();
        await camera.ConnectAsync(first, "a");
        var forger = Peer(first);
        forger.WrongPassword = "not-the-password-of-this-session";
        for (var i = 0; i < 200; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SendTo(forger.Request(new StunTransactionId(1, (uint)i)), new IPEndPoint(IPAddress.Loopback, camera.Endpoint.Port));
        }

        using var second = new LoopbackViewer();
        await camera.ConnectAsync(second, "b");
        camera.Stream(first, second);
    }

    [Fact]
    public async Task A_viewer_with_many_addresses_keeps_the_one_that_carries_its_media()
    {
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        var peer = Peer(viewer);
        for (var i = 0; i < 200; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SendTo(peer.Request(new StunTransactionId(1, (uint)i)), new IPEndPoint(IPAddress.Loopback, camera.Endpoint.Port));
        }

        // Sockets are read in order: this comes after all of the above.
        viewer.Leave();
        camera.Run(() => viewer.Ended is not null, viewer);
        Assert.Equal("The viewer left.", viewer.Ended);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_check_with_a_forged_source_does_not_take_over_another_viewers_path(bool knowsPassword)
    {
        await using var camera = new LoopbackEndpoint();
        using var victim = new LoopbackViewer();
        using var attacker = new LoopbackViewer();
        await camera.ConnectAsync(victim, "a");
        await camera.OfferAsync(attacker, "b");
        var forger = Peer(attacker);
        if (!knowsPassword)
            forger.WrongPassword = "not-the-password-of-this-session";
        victim.Forge(forger.Request(new StunTransactionId(1, 1)), camera.Endpoint.Port);
        victim.Leave();
        camera.Run(() => victim.Ended is not null, victim);
        Assert.Equal("The viewer left.", victim.Ended);
    }

    /// <summary>Writes checks as the viewer would, who has nothing but the answer's credentials.</summary>
    private static ScriptedPeer Peer(LoopbackViewer viewer)
    {
        Assert.True(IceCredentials.TryCreate(viewer.Session.LocalUsernameFragment, viewer.Session.LocalPassword, out var own));
        Assert.True(IceCredentials.TryCreate(viewer.Answer!.UsernameFragment, viewer.Answer.Password, out var camera));
        return new ScriptedPeer(own, camera);
    }
}
