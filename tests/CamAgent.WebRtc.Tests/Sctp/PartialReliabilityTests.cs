using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>RFC 3758, RFC 7496.</summary>
public sealed class PartialReliabilityTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_message_that_may_not_be_repeated_is_given_up_and_the_next_ones_do_not_wait(bool isOrdered)
    {
        var pair = ChannelPair.Connected();
        var (viewers, cameras) = pair.Open(new DataChannelOptions { Label = "lossy", IsOrdered = isOrdered, MaximumRetransmissions = 0 });
        Lose(pair, 1);
        pair.Viewer.Enter(pair.Now);
        for (byte i = 0; i < 5; i++)
        {
            Assert.True(viewers.TrySend([i], isBinary: true));
            pair.Run(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(pair.Run(TimeSpan.FromSeconds(5), () => pair.AtCamera.Of(cameras).Count == 4), pair.ToString());
        Assert.Equal([1, 2, 3, 4], pair.AtCamera.Of(cameras).Select(message => (int)message.Content[0]));
        Assert.True(pair.Run(TimeSpan.FromSeconds(5), () => viewers.BufferedAmount == 0));
        Assert.Equal((1, 0), (pair.Viewer.Statistics.MessagesAbandoned, pair.Viewer.Statistics.Retransmissions));
    }

    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(1, 2, 4)]
    [InlineData(3, 3, 5)]
    public void Repetitions_are_counted(int maximum, int losses, int expected)
    {
        var pair = ChannelPair.Connected();
        var (viewers, cameras) = pair.Open(new DataChannelOptions { Label = "lossy", MaximumRetransmissions = maximum });
        Lose(pair, losses, ofOneTsn: true);
        pair.Viewer.Enter(pair.Now);
        // Large enough for a packet each.
        for (var i = 0; i < 5; i++)
            Assert.True(viewers.TrySend(new byte[1000], isBinary: true));
        pair.Run(TimeSpan.FromSeconds(60));
        Assert.Equal(expected, pair.AtCamera.Of(cameras).Count);
    }

    [Fact]
    public void A_message_whose_time_is_over_before_its_turn_is_never_sent()
    {
        var pair = ChannelPair.Connected();
        var (viewers, cameras) = pair.Open(new DataChannelOptions { Label = "timely", MaximumLifetime = TimeSpan.FromMilliseconds(100) });
        pair.Link.IsCut = true;
        pair.Viewer.Enter(pair.Now);
        var sent = 0;
        for (; sent < 60 && viewers.TrySend(new byte[10_000], isBinary: true); sent++)
            _ = sent;
        pair.Run(TimeSpan.FromSeconds(3));
        pair.Link.IsCut = false;
        pair.Viewer.Enter(pair.Now);
        Assert.True(viewers.TrySend("fresh"u8, isBinary: false));
        Assert.True(pair.Run(TimeSpan.FromSeconds(20), () => viewers.BufferedAmount == 0), pair.ToString());
        Assert.Equal("fresh"u8.ToArray(), Assert.Single(pair.AtCamera.Of(cameras)).Content);
        Assert.Equal(sent, pair.Viewer.Statistics.MessagesAbandoned);
        Assert.Equal((0, 0), (pair.Viewer.Statistics.Held, pair.Camera.Statistics.Held));
    }

    [Fact]
    public void A_message_given_up_half_way_does_not_leave_its_first_half_with_the_receiver()
    {
        // A small window lets only the first fragments leave, and all of them arrive.
        var peer = ScriptedPeer.Established();
        var reliability = new CamAgent.WebRtc.Sctp.Sending.Reliability(null, TimeSpan.FromMilliseconds(300));
        Assert.True(peer.Association.TrySend(1, 53, false, reliability, new byte[100_000], peer.Now));
        var fragments = peer.Take().Where(chunk => chunk.Type == ChunkType.Data).ToList();
        Assert.InRange(fragments.Count, 2, 50);
        peer.Send(ScriptedPeer.Sack(fragments[^1].Tsn, window: 0));
        peer.Now += TimeSpan.FromMilliseconds(301);
        Assert.True(peer.TrySend("next"));
        var sent = peer.Take();
        var forward = Assert.Single(sent, chunk => chunk.Type == ChunkType.ForwardTsn);
        // One TSN stands for all that was never sent; the stream and its sequence number say what it belonged to.
        Assert.Equal(fragments[^1].Tsn.Next, forward.Tsn);
        Assert.Equal((1, 0), (forward.Short(2), forward.Short(3)));
        var next = Assert.Single(sent, chunk => chunk.Type == ChunkType.Data);
        Assert.Equal((fragments[^1].Tsn + 2, 1), (next.Tsn, next.Short(3)));
    }

    [Fact]
    public void A_lost_FORWARD_TSN_is_sent_again()
    {
        var pair = ChannelPair.Connected();
        var (viewers, cameras) = pair.Open(new DataChannelOptions { Label = "lossy", MaximumRetransmissions = 0 });
        Lose(pair, 3, type: ChunkType.ForwardTsn, also: 1);
        pair.Viewer.Enter(pair.Now);
        Assert.True(viewers.TrySend([1], isBinary: true));
        pair.Run(TimeSpan.FromMilliseconds(1));
        Assert.True(viewers.TrySend([2], isBinary: true));
        Assert.True(pair.Run(TimeSpan.FromSeconds(20), () => pair.AtCamera.Of(cameras).Count == 1), pair.ToString());
        Assert.True(pair.Run(TimeSpan.FromSeconds(20), () => viewers.BufferedAmount == 0));
    }

    [Fact]
    public void A_peer_without_the_extension_gets_everything()
    {
        var peer = ScriptedPeer.Established(supportsAll: false);
        Assert.False(peer.Association.Capabilities.HasFlag(PeerCapabilities.ForwardTsn));
        var observer = new RecordingObserver();
        var set = new DataChannelSet(SctpOptions.Default, new SctpMemory(), new SeededRandomSource(1), isDtlsClient: true, observer);
        // Nothing was said yet, so nothing may be given up.
        var channel = set.Open(new DataChannelOptions { Label = "lossy", MaximumRetransmissions = 0 }, peer.Now)!;
        Assert.True(channel.TrySend([1], isBinary: true));
        set.Connect(peer.Now);
        set.HandleTimeout(peer.Now + TimeSpan.FromMinutes(1));
        Assert.Equal(0, set.Statistics.MessagesAbandoned);
    }

    [Fact]
    public void What_a_FORWARD_TSN_skips_is_forgotten_and_what_was_complete_is_delivered()
    {
        var peer = ScriptedPeer.Established();
        _ = peer.Data("lost", sequence: 0);
        peer.Send(peer.Data("kept", sequence: 1), peer.Data("half", sequence: 2, flags: DataFlags.Beginning));
        Assert.Empty(peer.Messages());
        var last = peer.NextTsn;
        peer.NextTsn = last.Next;
        peer.Send(ScriptedPeer.Chunk(ChunkType.ForwardTsn, 0, [.. BigEndian(last.Value), 0, 1, 0, 2]));
        Assert.Equal(["kept"], peer.Messages());
        Assert.Equal(0, peer.Association.Statistics.Held);
        peer.Send(peer.Data("next", sequence: 3));
        Assert.Equal(["next"], peer.Messages());
    }

    [Fact]
    public void A_FORWARD_TSN_over_half_the_numbers_costs_nothing()
    {
        var peer = ScriptedPeer.Established();
        peer.Send(peer.Data("a", flags: DataFlags.Beginning));
        peer.Send(ScriptedPeer.Chunk(ChunkType.ForwardTsn, 0, BigEndian(peer.NextTsn.Value + int.MaxValue - 10)));
        Assert.Equal(0, peer.Association.Statistics.Held);
        Assert.Equal(peer.NextTsn.Value + int.MaxValue - 10, peer.Take().Last(chunk => chunk.Type == ChunkType.Sack).Word(0));
    }

    private static byte[] BigEndian(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    /// <summary>Loses chunks that go to the camera.</summary>
    private static void Lose(ChannelPair pair, int count, bool ofOneTsn = false, ChunkType type = ChunkType.Data, int also = 0)
    {
        uint? only = null;
        pair.Link.Filter = (to, packet) =>
        {
            var found = packet[SctpPacketReader.HeaderSize];
            if (to != 0)
                return true;
            if (also > 0 && found == (byte)ChunkType.Data)
            {
                also--;
                return false;
            }

            if (count == 0 || found != (byte)type)
                return true;
            var tsn = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(SctpPacketReader.HeaderSize + 4));
            only ??= tsn;
            if (ofOneTsn && tsn != only)
                return true;
            count--;
            return false;
        };
    }
}
