using System.Text;
using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>Whose packet it is (RFC 9260 §8.4, §8.5), and how an association ends at once.</summary>
public sealed class TagTests
{
    [Fact]
    public void A_packet_with_a_wrong_tag_is_dropped_silently()
    {
        var peer = ScriptedPeer.Established();
        Assert.False(peer.Send(peer.AssociationTag + 1, peer.Data("stray")));
        Assert.Empty(peer.Messages());
        Assert.Empty(peer.Take());
    }

    [Fact]
    public void A_packet_for_another_port_is_dropped_silently()
    {
        var peer = ScriptedPeer.Established(SctpOptions.Default);
        var packet = new byte[100];
        var writer = new SctpPacketWriter(packet, 5000, 5001, peer.AssociationTag);
        writer.Append(peer.Data("stray"));
        Assert.False(peer.Association.HandlePacket(packet.AsSpan(0, writer.Finish(leavesChecksumZero: false)), peer.Now));
        Assert.Empty(peer.Messages());
    }

    [Fact]
    public void An_ABORT_ends_the_association_and_its_words_are_passed_on()
    {
        var peer = ScriptedPeer.Established();
        var words = Encoding.UTF8.GetBytes("bye\nnow");
        peer.Send(ScriptedPeer.Chunk(ChunkType.Abort, 0, [0, 12, 0, (byte)(4 + words.Length), .. words]));
        Assert.Equal(SctpState.Closed, peer.Association.State);
        Assert.Equal("The other side closed the data channels: bye?now", peer.EndReason());
        Assert.Empty(peer.Take());
        Assert.Equal(Instant.Never, peer.Association.NextTimeout);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void An_ABORT_counts_only_with_the_right_tag(bool isReflected, bool hasReceiversTag)
    {
        var peer = ScriptedPeer.Established();
        // §8.5.1 B: the receiver's tag, or with the T bit the sender's; here it is the other way round.
        var tag = hasReceiversTag ? peer.AssociationTag : ScriptedPeer.Tag;
        Assert.False(peer.Send(tag, ScriptedPeer.Chunk(ChunkType.Abort, isReflected ? (byte)1 : (byte)0)));
        Assert.Equal(SctpState.Established, peer.Association.State);
        peer.Send(hasReceiversTag ? ScriptedPeer.Tag : peer.AssociationTag, ScriptedPeer.Chunk(ChunkType.Abort, isReflected ? (byte)1 : (byte)0));
        Assert.Equal(SctpState.Closed, peer.Association.State);
    }

    [Fact]
    public void Ending_at_once_says_why()
    {
        var peer = ScriptedPeer.Established();
        peer.Association.Abort("The camera is going to sleep.");
        var abort = Assert.Single(peer.Take());
        Assert.Equal((ChunkType.Abort, ScriptedPeer.Tag), (abort.Type, abort.Tag));
        Assert.Equal((ushort)ErrorCause.UserInitiatedAbort, abort.Short(0));
        Assert.Contains("going to sleep", Encoding.UTF8.GetString(abort.Value), StringComparison.Ordinal);
    }

    [Fact]
    public void What_belongs_to_no_association_is_answered_with_an_ABORT_that_reflects_its_tag()
    {
        var peer = new ScriptedPeer();
        Assert.False(peer.Send(99, peer.Data("who are you?")));
        var answer = Assert.Single(peer.Take());
        Assert.Equal((ChunkType.Abort, (byte)1, 99u), (answer.Type, answer.Flags, answer.Tag));
    }

    [Theory]
    [InlineData((byte)ChunkType.Abort)]
    [InlineData((byte)ChunkType.ShutdownComplete)]
    [InlineData((byte)ChunkType.CookieAck)]
    [InlineData((byte)ChunkType.InitAck)]
    [InlineData((byte)ChunkType.Error)]
    public void What_would_begin_an_endless_exchange_is_not_answered(byte type)
    {
        var peer = new ScriptedPeer();
        Assert.False(peer.Send(99, ScriptedPeer.Chunk((ChunkType)type, 0)));
        Assert.Empty(peer.Take());
    }

    [Fact]
    public void A_late_SHUTDOWN_ACK_is_answered_so_that_the_peer_can_forget()
    {
        var peer = ScriptedPeer.Established();
        peer.Association.Abort("over");
        _ = peer.Take();
        peer.Send(ScriptedPeer.Chunk(ChunkType.ShutdownAck, 0));
        var answer = Assert.Single(peer.Take());
        Assert.Equal((ChunkType.ShutdownComplete, (byte)1), (answer.Type, answer.Flags));
    }
}
