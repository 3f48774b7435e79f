using System.Buffers.Binary;
using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>RFC 9260 §6: what becomes of DATA.</summary>
public sealed class ReceivingTests
{
    private const DataFlags Middle = DataFlags.None;

    [Fact]
    public void Ordered_messages_wait_for_the_one_before()
    {
        var peer = ScriptedPeer.Established();
        var first = peer.Data("first", sequence: 0);
        peer.Send(peer.Data("third", sequence: 2), peer.Data("second", sequence: 1));
        Assert.Empty(peer.Messages());
        peer.Send(first);
        Assert.Equal(["first", "second", "third"], peer.Messages());
    }

    [Fact]
    public void Unordered_messages_and_other_streams_do_not_wait()
    {
        var peer = ScriptedPeer.Established();
        _ = peer.Data("lost", sequence: 0);
        peer.Send(peer.Data("blocked", sequence: 1), peer.Data("free", sequence: 9, flags: DataFlags.Beginning | DataFlags.End | DataFlags.Unordered), peer.Data("other", stream: 2));
        Assert.Equal(["free", "other"], peer.Messages());
    }

    [Fact]
    public void Fragments_become_a_message_in_whichever_order_they_come()
    {
        var parts = new[] { "a", "b", "c", "d" };
        foreach (var order in Permutations([0, 1, 2, 3]))
        {
            var peer = ScriptedPeer.Established();
            var chunks = parts.Select((text, i) => peer.Data(text, flags: i == 0 ? DataFlags.Beginning : i == 3 ? DataFlags.End : Middle)).ToArray();
            foreach (var i in order)
                peer.Send(chunks[i]);
            Assert.Equal(["abcd"], peer.Messages());
            Assert.Equal(0, peer.Association.Statistics.Held);
        }
    }

    [Fact]
    public void A_message_is_delivered_once_however_often_it_comes()
    {
        var peer = ScriptedPeer.Established();
        var chunk = peer.Data("once");
        for (var i = 0; i < 5; i++)
            peer.Send(chunk);
        Assert.Equal(["once"], peer.Messages());
        var sack = peer.Take().Last(sent => sent.Type == ChunkType.Sack);
        // §3.3.4: the number of gap blocks, then that of duplicates.
        Assert.Equal((0, 4), (sack.Short(4), sack.Short(5)));
        Assert.Equal(ScriptedPeer.FirstTsn, sack.Word(3));
    }

    [Theory]
    [InlineData(uint.MaxValue - 2, ushort.MaxValue - 2)]
    [InlineData(uint.MaxValue, 0)]
    public void TSNs_and_stream_sequence_numbers_wrap(uint firstTsn, int firstSequence)
    {
        var peer = ScriptedPeer.Established(firstTsn: firstTsn);
        // Brings the stream there; RFC 3758 lets numbers be skipped.
        if (firstSequence > 0)
            Skip(peer, (ushort)(firstSequence - 1));
        for (var i = 0; i < 8; i++)
            peer.Send(peer.Data($"{i}", sequence: (ushort)(firstSequence + i)));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7"], peer.Messages());
        var sack = peer.Take().Last(sent => sent.Type == ChunkType.Sack);
        Assert.Equal(peer.NextTsn.Previous, sack.Tsn);
    }

    [Fact]
    public void A_message_without_content_ends_the_association_as_the_standard_asks()
    {
        var peer = ScriptedPeer.Established();
        peer.Send(ScriptedPeer.Data(peer.NextTsn, []));
        var abort = Assert.Single(peer.Take());
        Assert.Equal((ChunkType.Abort, (ushort)ErrorCause.NoUserData, ScriptedPeer.FirstTsn), (abort.Type, abort.Short(0), abort.Word(1)));
        Assert.Contains("without content", peer.EndReason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_was_not_agreed_on_is_reported_and_the_rest_goes_on()
    {
        var peer = ScriptedPeer.Established();
        peer.Send(peer.Data("nowhere", stream: ushort.MaxValue), peer.Data("here"));
        Assert.Equal(["here"], peer.Messages());
        var sent = peer.Take();
        var error = Assert.Single(sent, chunk => chunk.Type == ChunkType.Error);
        Assert.Equal(((ushort)ErrorCause.InvalidStreamIdentifier, ushort.MaxValue), (error.Short(0), error.Short(2)));
        peer.Wait(TimeSpan.FromMilliseconds(50));
        Assert.Equal(peer.NextTsn.Previous, sent.Concat(peer.Take()).Last(chunk => chunk.Type == ChunkType.Sack).Tsn);
    }

    [Fact]
    public void A_message_longer_than_was_agreed_on_ends_the_association_with_bounded_memory()
    {
        var peer = ScriptedPeer.Established(SctpOptions.Default with { MaximumIncomingMessage = 10_000 });
        for (var i = 0; i < 20 && peer.Association.State == SctpState.Established; i++)
            peer.Send(peer.Data(new string('x', 1000), flags: i == 0 ? DataFlags.Beginning : Middle));
        Assert.Contains("longer message", peer.EndReason(), StringComparison.Ordinal);
        Assert.Equal(10, peer.Association.Statistics.BytesReceived / 1000 - 1);
        Assert.Equal(0, peer.Association.Statistics.Held);
    }

    [Fact]
    public void Unknown_chunks_are_treated_as_their_type_says()
    {
        var peer = ScriptedPeer.Established();
        // 10…: skip. 11…: skip and report. 00…: stop.
        peer.Send(
            ScriptedPeer.Chunk((ChunkType)0x99, 0, 1), ScriptedPeer.Chunk((ChunkType)0xD9, 0, 2), peer.Data("seen"), ScriptedPeer.Chunk((ChunkType)0x19, 0), peer.Data("unseen", sequence: 1));
        Assert.Equal(["seen"], peer.Messages());
        var error = Assert.Single(peer.Take(), chunk => chunk.Type == ChunkType.Error);
        Assert.Equal(((ushort)ErrorCause.UnrecognizedChunkType, (ushort)0xD900), (error.Short(0), error.Short(2)));
    }

    [Fact]
    public void A_heartbeat_is_answered_with_what_it_held()
    {
        var peer = ScriptedPeer.Established();
        peer.Send(ScriptedPeer.Chunk(ChunkType.Heartbeat, 0, 0, 1, 0, 8, 1, 2, 3, 4));
        var answer = Assert.Single(peer.Take());
        Assert.Equal(ChunkType.HeartbeatAck, answer.Type);
        Assert.Equal([0, 1, 0, 8, 1, 2, 3, 4], answer.Value);
    }

    // Serial numbers are compared, so not more than half of the way at a time.
    private static void Skip(ScriptedPeer peer, ushort sequence)
    {
        foreach (var step in (ReadOnlySpan<ushort>)[(ushort)short.MaxValue, sequence])
        {
            var value = new byte[8];
            BinaryPrimitives.WriteUInt32BigEndian(value, peer.NextTsn.Value);
            value[5] = 1;
            BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(6), step);
            peer.NextTsn = peer.NextTsn.Next;
            peer.Send(ScriptedPeer.Chunk(ChunkType.ForwardTsn, 0, value));
        }
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 1
        ? [items]
        : items.SelectMany(item => Permutations([.. items.Where(other => other != item)]).Select(rest => (int[])[item, .. rest]));
}
