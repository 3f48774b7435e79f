using System.Buffers.Binary;
using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>RFC 6525.</summary>
public sealed class StreamResetTests
{
    [Fact]
    public void A_reset_waits_until_what_was_sent_before_has_arrived()
    {
        var peer = ScriptedPeer.Established();
        Assert.True(peer.TrySend("last"));
        peer.Association.ResetStream(1);
        Assert.Equal(ChunkType.Data, Assert.Single(peer.Take()).Type);
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn));
        var request = Assert.Single(peer.Take());
        Assert.Equal(ChunkType.Reconfiguration, request.Type);
        Assert.Equal((ushort)ParameterType.OutgoingReset, request.Short(0));
        // Request number, the number expected less one, the last TSN, the stream.
        Assert.Equal((peer.AssociationTsn.Value, ScriptedPeer.FirstTsn - 1, peer.AssociationTsn.Value), (request.Word(1), request.Word(2), request.Word(3)));
        Assert.Equal(1, request.Short(8));
        Assert.Equal(18, request.Value.Length);
    }

    [Fact]
    public void A_reset_is_asked_for_again_until_it_is_answered()
    {
        var peer = ScriptedPeer.Established();
        peer.Association.ResetStream(3);
        var first = Assert.Single(peer.Take());
        peer.Wait(TimeSpan.FromSeconds(1));
        var second = Assert.Single(peer.Take());
        Assert.Equal(first.Value, second.Value);
        peer.Send(Response(first.Word(1), ReconfigurationResult.Performed));
        Assert.Contains(new SctpEvent(SctpEventKind.OutgoingReset, 3), peer.Events());
        peer.Wait(TimeSpan.FromSeconds(10));
        Assert.Empty(peer.Take());
    }

    [Fact]
    public void A_peer_that_asks_us_to_wait_is_asked_again_under_a_new_number()
    {
        var peer = ScriptedPeer.Established();
        peer.Association.ResetStream(3);
        var first = Assert.Single(peer.Take());
        peer.Send(Response(first.Word(1), ReconfigurationResult.InProgress));
        Assert.Empty(peer.Take());
        peer.Wait(TimeSpan.FromSeconds(1));
        var second = Assert.Single(peer.Take());
        Assert.Equal(first.Word(1) + 1, second.Word(1));
    }

    [Fact]
    public void A_stream_that_was_reset_begins_at_zero_again_in_both_directions()
    {
        var peer = ScriptedPeer.Established();
        Assert.True(peer.TrySend("a") && peer.TrySend("b"));
        _ = peer.Take();
        peer.Send(ScriptedPeer.Sack(peer.AssociationTsn.Next));
        peer.Association.ResetStream(1);
        peer.Send(Response(Assert.Single(peer.Take()).Word(1), ReconfigurationResult.Performed));
        Assert.True(peer.TrySend("anew"));
        Assert.Equal(0, Assert.Single(peer.Take(), chunk => chunk.Type == ChunkType.Data).Short(3));

        peer.Send(peer.Data("x", sequence: 0), peer.Data("y", sequence: 1));
        peer.Send(Request(ScriptedPeer.FirstTsn, peer.NextTsn.Previous, 1));
        Assert.Equal(ReconfigurationResult.Performed, Answer(peer));
        peer.Send(peer.Data("z", sequence: 0));
        Assert.Equal(["x", "y", "z"], peer.Messages());
        Assert.Contains(new SctpEvent(SctpEventKind.IncomingReset, 1), peer.Events());
    }

    [Fact]
    public void A_request_that_overtakes_data_is_performed_when_the_data_is_there()
    {
        var peer = ScriptedPeer.Established();
        var late = peer.Data("late");
        peer.Send(Request(ScriptedPeer.FirstTsn, peer.NextTsn.Previous, 1));
        Assert.Equal(ReconfigurationResult.InProgress, Answer(peer));
        Assert.DoesNotContain(peer.Events(), happened => happened.Kind == SctpEventKind.IncomingReset);
        peer.Send(late);
        Assert.Equal(["late"], peer.Messages());
        Assert.Contains(new SctpEvent(SctpEventKind.IncomingReset, 1), peer.Events());
        Assert.Equal(ReconfigurationResult.Performed, Answer(peer));
        // Asked once more, under the same number and under a new one.
        peer.Send(Request(ScriptedPeer.FirstTsn, peer.NextTsn.Previous, 1));
        Assert.Equal(ReconfigurationResult.Performed, Answer(peer));
        peer.Send(Request(ScriptedPeer.FirstTsn + 1, peer.NextTsn.Previous, 1));
        Assert.Equal(ReconfigurationResult.Performed, Answer(peer));
    }

    [Fact]
    public void A_request_with_a_number_out_of_turn_is_refused_and_changes_nothing()
    {
        var peer = ScriptedPeer.Established();
        peer.Send(Request(ScriptedPeer.FirstTsn + 7, peer.NextTsn.Previous, 1));
        Assert.Equal(ReconfigurationResult.BadSequenceNumber, Answer(peer));
        Assert.DoesNotContain(peer.Events(), happened => happened.Kind == SctpEventKind.IncomingReset);
    }

    [Fact]
    public void A_request_without_streams_means_all_of_them()
    {
        var peer = ScriptedPeer.Established();
        peer.Send(peer.Data("a", stream: 4, sequence: 0));
        peer.Send(Request(ScriptedPeer.FirstTsn, peer.NextTsn.Previous));
        peer.Send(peer.Data("b", stream: 4, sequence: 0));
        Assert.Equal(["a", "b"], peer.Messages());
        Assert.Contains(peer.Events(), happened => happened.Kind == SctpEventKind.AllIncomingReset);
    }

    [Theory]
    [InlineData((ushort)ParameterType.IncomingReset)]
    [InlineData((ushort)ParameterType.SsnTsnReset)]
    [InlineData((ushort)ParameterType.AddOutgoingStreams)]
    public void What_data_channels_have_no_use_for_is_denied(ushort type)
    {
        var peer = ScriptedPeer.Established();
        peer.Send(ScriptedPeer.Chunk(ChunkType.Reconfiguration, 0, [(byte)(type >> 8), (byte)type, 0, 8, .. BigEndian(ScriptedPeer.FirstTsn)]));
        Assert.Equal(ReconfigurationResult.Denied, Answer(peer));
    }

    [Fact]
    public void A_peer_without_resets_still_lets_go_of_a_stream()
    {
        var peer = ScriptedPeer.Established(supportsAll: false);
        peer.Association.ResetStream(5);
        Assert.Empty(peer.Take());
        Assert.Contains(new SctpEvent(SctpEventKind.OutgoingReset, 5), peer.Events());
    }

    private static ReconfigurationResult Answer(ScriptedPeer peer) =>
        (ReconfigurationResult)peer.Take().Last(chunk => chunk.Type == ChunkType.Reconfiguration && chunk.Short(0) == (ushort)ParameterType.ReconfigurationResponse).Word(2);

    private static byte[] Response(uint request, ReconfigurationResult result) =>
        ScriptedPeer.Chunk(ChunkType.Reconfiguration, 0, [0, 16, 0, 12, .. BigEndian(request), .. BigEndian((uint)result)]);

    private static byte[] Request(uint request, Tsn last, params ushort[] streams)
    {
        byte[] list = [.. streams.SelectMany(stream => (byte[])[(byte)(stream >> 8), (byte)stream])];
        return ScriptedPeer.Chunk(
            ChunkType.Reconfiguration, 0, [0, 13, 0, (byte)(16 + list.Length), .. BigEndian(request), .. BigEndian(0), .. BigEndian(last.Value), .. list]);
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
