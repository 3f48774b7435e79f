using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>RFC 9260 §6.2: when what is acknowledged, and the window that is announced.</summary>
public sealed class AcknowledgementTests
{
    [Fact]
    public void A_single_packet_is_acknowledged_a_little_later()
    {
        var peer = ScriptedPeer.Established();
        peer.Send(peer.Data("one"));
        Assert.Empty(peer.Take());
        peer.Wait(SctpOptions.Default.AcknowledgementDelay - TimeSpan.FromMilliseconds(1));
        Assert.Empty(peer.Take());
        peer.Wait(TimeSpan.FromMilliseconds(1));
        var sack = Assert.Single(peer.Take());
        Assert.Equal((ChunkType.Sack, ScriptedPeer.FirstTsn), (sack.Type, sack.Word(0)));
    }

    [Fact]
    public void Each_second_packet_is_acknowledged_at_once()
    {
        var peer = ScriptedPeer.Established();
        for (ushort i = 0; i < 10; i++)
        {
            peer.Send(peer.Data("x", sequence: i));
            Assert.Equal(i % 2, peer.Take().Count);
        }
    }

    [Fact]
    public void What_is_sent_anyhow_takes_the_acknowledgement_along()
    {
        var peer = ScriptedPeer.Established();
        peer.Send(peer.Data("question"));
        Assert.True(peer.TrySend("answer"));
        Assert.Equal([ChunkType.Sack, ChunkType.Data], peer.Take().Select(chunk => chunk.Type));
    }

    [Fact]
    public void A_gap_is_told_at_once_and_so_is_its_end()
    {
        var peer = ScriptedPeer.Established();
        var missing = peer.Data("b", sequence: 1);
        var first = peer.NextTsn;
        peer.Send(peer.Data("c", sequence: 2));
        peer.Send(peer.Data("d", sequence: 3));
        _ = peer.Data("e", sequence: 4);
        peer.Send(peer.Data("f", sequence: 5));
        var sack = peer.Take().Last();
        Assert.Equal((ScriptedPeer.FirstTsn - 1, 2), (sack.Word(0), sack.Short(4)));
        // Blocks are offsets from the cumulative TSN.
        Assert.Equal([2, 3, 5, 5], Enumerable.Range(6, 4).Select(i => (int)sack.Short(i)));
        peer.Send(missing);
        sack = Assert.Single(peer.Take());
        Assert.Equal((first + 1, 1), (sack.Tsn, sack.Short(4)));
    }

    [Fact]
    public void A_sender_that_is_in_a_hurry_gets_its_acknowledgement_at_once()
    {
        var peer = ScriptedPeer.Established();
        peer.Send(peer.Data("now", flags: DataFlags.Beginning | DataFlags.End | DataFlags.Immediate));
        Assert.Equal(ChunkType.Sack, Assert.Single(peer.Take()).Type);
    }

    [Fact]
    public void The_window_shrinks_with_what_nobody_takes_and_opens_when_it_is_taken()
    {
        var options = SctpOptions.Default with { ReceiveCapacity = 64 * 1024 };
        var peer = ScriptedPeer.Established(options);
        uint window = (uint)options.ReceiveCapacity;
        ushort sequence = 0;
        while (window > 0 && sequence < 1000)
        {
            peer.Send(peer.Data(new string('x', 1000), sequence: sequence++));
            foreach (var chunk in peer.Take().Where(chunk => chunk.Type == ChunkType.Sack))
            {
                Assert.True(chunk.Word(1) <= window, "the window grew");
                window = chunk.Word(1);
            }
        }

        Assert.Equal(0u, window);
        Assert.InRange(peer.Association.Statistics.Held, 1, options.ReceiveCapacity);
        _ = peer.Messages();
        peer.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Equal((uint)options.ReceiveCapacity, peer.Take().Last(chunk => chunk.Type == ChunkType.Sack).Word(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_peer_that_ignores_the_window_cannot_make_memory_grow(int length)
    {
        var options = SctpOptions.Default with { ReceiveCapacity = 64 * 1024 };
        var peer = ScriptedPeer.Established(options);
        for (var i = 0; i < 5000; i++)
        {
            peer.Send(peer.Data(new string('x', length), sequence: (ushort)i));
            _ = peer.Take();
        }

        Assert.InRange(peer.Association.Statistics.Held, 1, options.ReceiveCapacity * 3 / 2);
        Assert.Equal(SctpState.Established, peer.Association.State);
    }

    [Fact]
    public void What_lies_far_ahead_is_not_kept()
    {
        var peer = ScriptedPeer.Established();
        for (var i = 1; i < 100; i++)
            peer.Send(ScriptedPeer.Data(peer.NextTsn + (i * 10_000), [1], flags: DataFlags.Beginning));
        Assert.Equal(0, peer.Association.Statistics.Held);
        Assert.All(peer.Take().Where(chunk => chunk.Type == ChunkType.Sack), chunk => Assert.Equal(0, chunk.Short(4)));
    }
}
