using CamAgent.WebRtc.Sctp.Sending;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>RFC 9260 §6.3, §7.2: what is lost is sent again, soon, and not more often than needed.</summary>
public sealed class RetransmissionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_lost_packet_is_found_by_what_comes_behind_it_even_when_its_repetition_is_lost_too(int losses)
    {
        var pair = ChannelPair.Connected();
        var (viewers, _) = pair.Open();
        pair.Run(TimeSpan.FromSeconds(1));
        uint? lost = null;
        pair.Link.Filter = (to, packet) =>
        {
            if (to != 0 || packet[SctpPacketReader.HeaderSize] != (byte)ChunkType.Data || losses == 0)
                return true;
            var tsn = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(SctpPacketReader.HeaderSize + 4));
            lost ??= tsn;
            if (tsn != lost)
                return true;
            losses--;
            return false;
        };
        pair.Viewer.Enter(pair.Now);
        for (var i = 0; i < 10; i++)
            Assert.True(viewers.TrySend(new byte[16 * 1024], isBinary: true));
        Assert.True(pair.Run(TimeSpan.FromSeconds(5), () => viewers.BufferedAmount == 0), pair.ToString());
        Assert.Equal(0, losses);
        Assert.Equal(0, pair.Viewer.Statistics.Timeouts);
        Assert.Equal(10, pair.AtCamera.Messages.Values.Single().Count);
    }

    [Fact]
    public void Reordering_within_two_packets_is_no_loss()
    {
        var peer = ScriptedPeer.Established();
        for (var i = 0; i < 6; i++)
            Assert.True(peer.TrySend(new string('x', 1000)));
        Assert.Equal(6, peer.Take().Count(chunk => chunk.Type == ChunkType.Data));
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn.Previous, gaps: (2, 2)));
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn.Previous, gaps: (2, 3)));
        Assert.DoesNotContain(peer.Take(), chunk => chunk.Type == ChunkType.Data);
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn.Previous, gaps: (2, 4)));
        Assert.Equal(peer.AssociationTsn, Assert.Single(peer.Take()).Tsn);
    }

    [Fact]
    public void The_same_acknowledgement_over_and_over_is_no_loss()
    {
        var peer = ScriptedPeer.Established();
        for (var i = 0; i < 6; i++)
            Assert.True(peer.TrySend(new string('x', 1000)));
        _ = peer.Take();
        for (var i = 0; i < 10; i++)
            peer.Send(ScriptedPeer.Sack(peer.AssociationTsn.Previous, gaps: (2, 2)));
        Assert.Empty(peer.Take());
    }

    [Fact]
    public void A_loss_at_the_end_is_found_by_the_timer_which_doubles()
    {
        var peer = ScriptedPeer.Established();
        Assert.True(peer.TrySend("last words"));
        Assert.Single(peer.Take());
        var waits = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var wait = peer.Association.NextTimeout - peer.Now;
            waits.Add(wait.TotalSeconds);
            peer.Wait(wait);
            Assert.Equal(peer.AssociationTsn, Assert.Single(peer.Take()).Tsn);
        }

        Assert.Equal([1, 2, 4, 4, 4], waits);
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn));
        Assert.Equal(0, peer.Association.Statistics.Held);
    }

    [Fact]
    public void An_acknowledgement_of_what_was_never_sent_has_no_effect()
    {
        var peer = ScriptedPeer.Established();
        Assert.True(peer.TrySend("one"));
        _ = peer.Take();
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn + 5));
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn.Previous, gaps: [(9, 3), (1, ushort.MaxValue)]));
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn + int.MaxValue));
        Assert.Equal(3, peer.Association.Statistics.InFlight);
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn));
        Assert.Equal(0, peer.Association.Statistics.InFlight);
    }

    [Fact]
    public void What_a_receiver_takes_back_is_sent_again()
    {
        var peer = ScriptedPeer.Established();
        Assert.True(peer.TrySend("one"));
        Assert.Single(peer.Take());
        Assert.True(peer.TrySend("two"));
        Assert.Single(peer.Take());
        // The second arrived, then the first; then the receiver drops the second, as it may (§6.2).
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn.Previous, gaps: (2, 2)));
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn));
        peer.Wait(TimeSpan.FromSeconds(10));
        Assert.Contains(peer.Take(), chunk => chunk.Type == ChunkType.Data && chunk.Tsn == peer.AssociationTsn.Next);
    }

    [Fact]
    public void The_window_halves_once_for_one_round_trips_losses()
    {
        var window = new CongestionWindow(1000);
        for (var i = 0; i < 30; i++)
            window.OnAcknowledged(2000, window.Size, new Tsn(1), cumulativeAdvanced: true, allAcknowledged: false);
        var before = window.Size;
        Assert.Equal(70_000, before);
        Assert.True(window.OnLost(new Tsn(100)));
        Assert.False(window.OnLost(new Tsn(110)));
        Assert.Equal(before / 2, window.Size);
        window.OnAcknowledged(2000, window.Size, new Tsn(99), cumulativeAdvanced: true, allAcknowledged: false);
        Assert.Equal(before / 2, window.Size);
        window.OnAcknowledged(2000, window.Size, new Tsn(100), cumulativeAdvanced: true, allAcknowledged: false);
        Assert.False(window.IsRecovering);
        // §7.2.1: at the threshold it is slow start once more; beyond, one packet for a window's worth of acknowledgements.
        window.OnAcknowledged(2000, window.Size, new Tsn(200), cumulativeAdvanced: true, allAcknowledged: false);
        var after = window.Size;
        Assert.Equal((before / 2) + 2000, after);
        for (var acknowledged = 0; acknowledged < after; acknowledged += 2000)
            window.OnAcknowledged(2000, window.Size, new Tsn(200), cumulativeAdvanced: true, allAcknowledged: false);
        Assert.Equal(after + 1000, window.Size);
        window.OnTimeout();
        Assert.Equal(1000, window.Size);
    }

    [Fact]
    public void A_window_that_was_not_used_does_not_grow()
    {
        var window = new CongestionWindow(1000);
        var before = window.Size;
        for (var i = 0; i < 100; i++)
            window.OnAcknowledged(1000, 1000, new Tsn(1), cumulativeAdvanced: true, allAcknowledged: true);
        Assert.Equal(before, window.Size);
    }

    [Fact]
    public void The_timeout_follows_the_round_trip_and_its_variation()
    {
        var timeout = new RetransmissionTimeout(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(1), timeout.Current);
        timeout.OnMeasured(TimeSpan.FromMilliseconds(200));
        // §6.3.1 C2: R + 4 · R/2.
        Assert.Equal(TimeSpan.FromMilliseconds(600), timeout.Current);
        timeout.OnMeasured(TimeSpan.FromMilliseconds(200));
        Assert.Equal(TimeSpan.FromMilliseconds(500), timeout.Current);
        for (var i = 0; i < 50; i++)
            timeout.OnMeasured(TimeSpan.FromMilliseconds(10));
        Assert.Equal(TimeSpan.FromMilliseconds(400), timeout.Current);
        for (var i = 0; i < 10; i++)
            timeout.OnExpired();
        Assert.Equal(TimeSpan.FromSeconds(4), timeout.Current);
        timeout.OnProgress();
        Assert.Equal(TimeSpan.FromMilliseconds(400), timeout.Current);
    }

    [Fact]
    public void A_path_that_comes_back_after_silence_is_not_flooded()
    {
        var pair = ChannelPair.Connected();
        var (viewers, _) = pair.Open();
        // Fills the window first.
        for (var i = 0; i < 200; i++)
        {
            pair.Viewer.Enter(pair.Now);
            _ = viewers.TrySend(new byte[16 * 1024], isBinary: true);
            pair.Run(TimeSpan.FromMilliseconds(2));
        }

        Assert.True(pair.Run(TimeSpan.FromSeconds(10), () => viewers.BufferedAmount == 0));
        Assert.InRange(pair.Viewer.Statistics.CongestionWindow, 50_000, int.MaxValue);
        pair.Run(TimeSpan.FromSeconds(20));
        var before = pair.Link.Packets;
        pair.Viewer.Enter(pair.Now);
        Assert.True(viewers.TrySend(new byte[200_000], isBinary: true));
        _ = pair.Run(TimeSpan.Zero, () => false);
        Assert.InRange(pair.Link.Packets - before, 1, 12);
    }
}
