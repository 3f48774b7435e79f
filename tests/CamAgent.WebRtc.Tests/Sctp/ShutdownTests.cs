using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>RFC 9260 §9.2, and the ends that come by themselves.</summary>
public sealed class ShutdownTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_shutdown_delivers_everything_first(bool bothAtOnce)
    {
        var pair = ChannelPair.Connected();
        var (viewers, cameras) = pair.Open();
        pair.Viewer.Enter(pair.Now);
        for (var i = 0; i < 20; i++)
            Assert.True(viewers.TrySend(new byte[10_000], isBinary: true));
        pair.Viewer.Shutdown(pair.Now);
        Assert.False(viewers.TrySend("too late"u8, isBinary: false));
        if (bothAtOnce)
            pair.Camera.Shutdown(pair.Now);
        Assert.True(pair.Run(TimeSpan.FromSeconds(30), () => pair is { Camera.State: SctpState.Closed, Viewer.State: SctpState.Closed }), pair.ToString());
        Assert.Equal(20, pair.AtCamera.Of(cameras).Count);
        Assert.Equal(("The data channels were closed.", "The data channels were closed."), (pair.Camera.EndReason, pair.Viewer.EndReason));
        Assert.Equal(viewers, Assert.Single(pair.AtViewer.ClosedChannels));
        Assert.Equal(cameras, Assert.Single(pair.AtCamera.ClosedChannels));
    }

    [Theory]
    [InlineData((byte)ChunkType.Shutdown)]
    [InlineData((byte)ChunkType.ShutdownAck)]
    [InlineData((byte)ChunkType.ShutdownComplete)]
    public void A_shutdown_survives_the_loss_of_each_of_its_packets(byte type)
    {
        var pair = ChannelPair.Connected();
        _ = pair.Open();
        var lost = 0;
        pair.Link.Filter = (_, packet) => packet[SctpPacketReader.HeaderSize] != type || ++lost > 1;
        pair.Viewer.Shutdown(pair.Now);
        Assert.True(pair.Run(TimeSpan.FromSeconds(30), () => pair is { Camera.State: SctpState.Closed, Viewer.State: SctpState.Closed }), pair.ToString());
    }

    [Fact]
    public void A_peer_that_says_nothing_to_a_shutdown_is_left_with_an_ABORT()
    {
        var peer = ScriptedPeer.Established();
        peer.Association.Shutdown(peer.Now);
        peer.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal(SctpState.Closed, peer.Association.State);
        Assert.Equal(ChunkType.Abort, peer.Take()[^1].Type);
    }

    [Fact]
    public void A_peer_that_never_reads_costs_bounded_memory_and_is_left_with_a_reason()
    {
        var options = SctpOptions.Default;
        var peer = ScriptedPeer.Established(options);
        var text = new string('x', 10_000);
        var accepted = 0;
        for (; accepted < 10_000 && peer.TrySend(text); accepted++)
            _ = accepted;
        Assert.InRange(peer.Association.Statistics.Held, options.StreamCapacity / 2, options.StreamCapacity);
        // Closed window: one chunk at a time asks whether it is open again.
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn.Previous, window: 0));
        var began = peer.Now;
        while (peer.Association.State == SctpState.Established && peer.Now - began < TimeSpan.FromMinutes(5))
        {
            peer.Wait(TimeSpan.FromSeconds(1));
            // It lives, and acknowledges nothing.
            peer.Send(ScriptedPeer.Sack(peer.AssociationTsn.Previous, window: 0));
        }

        Assert.InRange(peer.Now - began, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(35));
        Assert.Equal("Nothing that was sent was taken for 30 s.", peer.EndReason());
        Assert.Equal(0, peer.Association.Statistics.Held);
        Assert.Equal(ChunkType.Abort, peer.Take()[^1].Type);
    }

    [Fact]
    public void A_closed_window_is_asked_about_and_goes_on_when_it_opens()
    {
        var peer = ScriptedPeer.Established(window: 2000);
        for (var i = 0; i < 3; i++)
            Assert.True(peer.TrySend(new string('x', 1000)));
        // Two fit the window that INIT announced.
        Assert.Equal(2, peer.Take().Count(chunk => chunk.Type == ChunkType.Data));
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn.Next, window: 0));
        Assert.Single(peer.Take(), chunk => chunk.Type == ChunkType.Data);
        Assert.True(peer.TrySend("behind"));
        Assert.Empty(peer.Take());
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn + 2, window: 5000));
        Assert.Single(peer.Take(), chunk => chunk.Type == ChunkType.Data);
    }

    [Fact]
    public void A_silent_peer_is_asked_and_an_answer_counts()
    {
        var peer = ScriptedPeer.Established();
        for (var i = 0; i < 30; i++)
        {
            peer.Wait(SctpOptions.Default.HeartbeatInterval);
            var heartbeat = Assert.Single(peer.Take());
            Assert.Equal(ChunkType.Heartbeat, heartbeat.Type);
            peer.Now += TimeSpan.FromMilliseconds(70);
            peer.Send(ScriptedPeer.Chunk(ChunkType.HeartbeatAck, 0, heartbeat.Value));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(70), peer.Association.Statistics.RoundTripTime);
        peer.Wait(SctpOptions.Default.HeartbeatInterval * 12);
        Assert.Contains("does not answer", peer.EndReason(), StringComparison.Ordinal);
    }
}
