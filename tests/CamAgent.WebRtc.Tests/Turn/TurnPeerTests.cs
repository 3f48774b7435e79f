using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Turn;

public sealed class TurnPeerTests
{
    private static readonly byte[] Media = [0x80, 1, 2, 3, 4];

    [Fact]
    public void A_datagram_waits_for_its_permission_and_is_then_sent()
    {
        var test = new AllocationUnderTest();
        test.Send(Check());
        Assert.Equal((AllocationUnderTest.Peer, Check()), Assert.Single(test.AtPeers), ByContent);
        Assert.Equal(StunMethod.CreatePermission, test.Server.Requests[^1]);
        // A check alone is worth no channel.
        Assert.DoesNotContain(StunMethod.ChannelBind, test.Server.Requests);
    }

    [Fact]
    public void Many_peers_are_permitted_in_few_requests()
    {
        var test = new AllocationUnderTest();
        for (var i = 1; i <= 20; i++)
            test.Allocation.Permit(AllocationUnderTest.Address($"203.0.113.{i}", 1000 + i), test.Now);
        test.Pump();
        Assert.Equal(3, test.Server.Requests.Count(method => method == StunMethod.CreatePermission));
        for (var i = 1; i <= 20; i++)
            test.FromPeer([0x80, (byte)i], AllocationUnderTest.Address($"203.0.113.{i}", 1000 + i));
        Assert.Equal(20, test.AtClient.Count);
    }

    [Fact]
    public void One_forbidden_host_does_not_spoil_the_others()
    {
        var forbidden = AllocationUnderTest.Address("10.0.0.9", 0);
        var test = new AllocationUnderTest(server => server.Forbidden.Add(forbidden));
        test.Allocation.Permit(forbidden.WithPort(77), test.Now);
        test.Allocation.Permit(AllocationUnderTest.Peer, test.Now);
        test.Pump();
        test.Send(Check());
        test.Send(Check(), forbidden.WithPort(77));
        Assert.Single(test.AtPeers);
        // And is not asked for with every datagram.
        var asked = test.Server.Requests.Count(method => method == StunMethod.CreatePermission);
        test.Pass(TimeSpan.FromSeconds(20), () => test.Send(Media, forbidden.WithPort(77)));
        Assert.Equal(asked, test.Server.Requests.Count(method => method == StunMethod.CreatePermission));
        Assert.True(test.Allocation.Counters.Dropped >= 20);
    }

    [Fact]
    public void Media_goes_as_indications_until_the_channel_is_bound_and_by_the_channel_then()
    {
        var test = new AllocationUnderTest();
        test.Allocation.Permit(AllocationUnderTest.Peer, test.Now);
        test.Pump();
        test.Send(Media);
        test.Send(Media);
        Assert.Equal((1, 1), (test.Server.Indications, test.Server.ChannelMessages));
        test.FromPeer([0x81, 9]);
        Assert.Equal(2, test.AtPeers.Count);
        Assert.Equal((AllocationUnderTest.Peer, new byte[] { 0x81, 9 }), Assert.Single(test.AtClient), ByContent);
        Assert.True(test.Allocation.TryUseChannel(AllocationUnderTest.Peer, out var number));
        Assert.InRange(number, ChannelData.FirstNumber, ChannelData.LastNumber);
        Assert.False(test.Allocation.TryUseChannel(AllocationUnderTest.Peer.WithPort(1), out _));
    }

    [Fact]
    public void Channel_data_over_a_stream_is_padded()
    {
        var test = new AllocationUnderTest(isReliable: true);
        test.Send(Media);
        var buffer = new byte[TurnAllocation.MaximumMessageSize];
        Assert.Equal(12, test.Allocation.Wrap(Media, AllocationUnderTest.Peer, test.Now, buffer));
        Assert.Equal([0x40, 0, 0, 5, 0x80, 1, 2, 3, 4, 0, 0, 0], buffer[..12]);
    }

    [Fact]
    public void Permissions_and_channels_in_use_never_run_out()
    {
        var test = new AllocationUnderTest();
        test.Pass(TimeSpan.FromHours(1), () =>
        {
            test.Send(Media);
            test.FromPeer([0x81, 9]);
        });
        Assert.Equal((3600, 3600), (test.AtPeers.Count, test.AtClient.Count));
        Assert.InRange(test.Server.Requests.Count(method => method == StunMethod.CreatePermission), 10, 18);
        Assert.InRange(test.Server.Requests.Count(method => method == StunMethod.ChannelBind), 6, 8);
        Assert.Empty(test.Server.Faults);
    }

    [Fact]
    public void What_is_not_used_runs_out_and_can_be_had_again()
    {
        var test = new AllocationUnderTest();
        test.Send(Media);
        test.Pass(TimeSpan.FromMinutes(30));
        Assert.Single(test.Server.Requests, method => method == StunMethod.ChannelBind);
        Assert.False(test.Receive(SimulatedTurnServer.DataIndication(AllocationUnderTest.Peer, Media)));
        test.Send(Media);
        test.Send(Media);
        Assert.Equal(3, test.AtPeers.Count);
        Assert.Empty(test.Server.Faults);
    }

    [Fact]
    public void Every_channel_number_can_be_taken_and_is_given_on_only_after_its_rest()
    {
        var test = new AllocationUnderTest();
        // More than a thousand hosts at once are more than anybody has viewers; ports of one host are many.
        for (var port = 1; port <= 4096; port++)
            test.Send(Media, AllocationUnderTest.Peer.WithPort((ushort)port));
        Assert.Equal(4096, test.Server.Requests.Count(method => method == StunMethod.ChannelBind));
        test.Send(Media, AllocationUnderTest.Peer.WithPort(5000));
        Assert.False(test.Allocation.TryUseChannel(AllocationUnderTest.Peer.WithPort(5000), out _));
        Assert.Equal(4097, test.AtPeers.Count);
        test.Pass(TimeSpan.FromMinutes(16), () => test.Send(Media, AllocationUnderTest.Peer.WithPort(5001)));
        test.Send(Media, AllocationUnderTest.Peer.WithPort(5002));
        Assert.True(test.Allocation.TryUseChannel(AllocationUnderTest.Peer.WithPort(5002), out _));
        Assert.Empty(test.Server.Faults);
    }

    [Fact]
    public void Data_from_a_peer_without_permission_is_dropped_and_counted()
    {
        var test = new AllocationUnderTest();
        Assert.False(test.Receive(SimulatedTurnServer.DataIndication(AllocationUnderTest.Peer, Media)));
        Assert.Equal(1, test.Allocation.Counters.Discarded);
        test.Allocation.Permit(AllocationUnderTest.Peer, test.Now);
        test.Pump();
        Assert.True(test.Receive(SimulatedTurnServer.DataIndication(AllocationUnderTest.Peer, Media)));
        Assert.False(test.Receive(SimulatedTurnServer.DataIndication(AllocationUnderTest.Address("203.0.113.2", 6000), Media)));
        Assert.Equal(Media, Assert.Single(test.AtClient).Datagram);
    }

    [Fact]
    public void Data_on_an_unknown_channel_is_dropped_and_counted()
    {
        var test = new AllocationUnderTest();
        Assert.False(test.Receive([0x40, 0, 0, 1, 7]));
        Assert.False(test.Receive([0x50, 0, 0, 1, 7]));
        Assert.False(test.Receive([0x40, 0, 0, 9, 7]));
        Assert.Equal(3, test.Allocation.Counters.Discarded);
        Assert.Empty(test.AtClient);
    }

    [Fact]
    public void Permissions_are_bounded()
    {
        var test = new AllocationUnderTest();
        for (var i = 0; i < 3000; i++)
            test.Allocation.Permit(TransportAddress.FromBytes([10, 0, (byte)(i >> 8), (byte)i], 1000), test.Now);
        test.Pump();
        Assert.InRange(test.Server.Requests.Count(method => method == StunMethod.CreatePermission), 128, 128);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.5")]
    [InlineData("2001:db8::5")]
    public void No_permission_is_asked_for_what_cannot_be_a_peer(string host)
    {
        var test = new AllocationUnderTest();
        test.Send(Media, AllocationUnderTest.Address(host, 5000));
        Assert.Equal(2, test.Server.Requests.Count);
        Assert.Equal(1, test.Allocation.Counters.Dropped);
    }

    internal static byte[] Check()
    {
        var buffer = new byte[64];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, new StunTransactionId(7, 7));
        writer.WriteFingerprint();
        return buffer[..writer.Length];
    }

    private static bool ByContent((TransportAddress Peer, byte[] Datagram) left, (TransportAddress Peer, byte[] Datagram) right) =>
        left.Peer == right.Peer && left.Datagram.SequenceEqual(right.Datagram);
}
