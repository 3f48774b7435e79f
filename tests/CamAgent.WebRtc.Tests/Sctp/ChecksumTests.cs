using System.Text;
using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Tests.Sctp;

public sealed class ChecksumTests
{
    // RFC 9653 §4: type 0x8001, method 1 (DTLS).
    private static readonly byte[] AcceptsZero = [0x80, 0x01, 0, 8, 0, 0, 0, 1];

    [Fact]
    public void Vectors_of_RFC_3720_B_4()
    {
        Assert.Equal(0x8A9136AAu, Crc32c.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32c.Of(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32c.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0x113FDB5Cu, Crc32c.Of([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]));
        Assert.Equal(0xE3069283u, Crc32c.Of(Encoding.ASCII.GetBytes("123456789")));
    }

    [Fact]
    public void A_packets_checksum_is_computed_as_if_its_field_were_zero()
    {
        var packet = new byte[100];
        var length = ScriptedPeer.Packet(packet, 7, ScriptedPeer.Chunk(ChunkType.Heartbeat, 0, 1, 2, 3));
        Assert.True(SctpPacketReader.TryRead(packet.AsSpan(0, length), out var reader));
        var zeroed = packet[..length];
        zeroed.AsSpan(8, 4).Clear();
        Assert.Equal(Crc32c.Of(zeroed), reader.Checksum);
    }

    [Fact]
    public void A_packet_with_a_wrong_checksum_is_dropped_silently()
    {
        var peer = ScriptedPeer.Established();
        var packet = new byte[200];
        var length = ScriptedPeer.Packet(packet, peer.AssociationTag, peer.Data("wrong"));
        packet[length - 4] ^= 1;
        Assert.False(peer.Association.HandlePacket(packet.AsSpan(0, length), peer.Now));
        Assert.Empty(peer.Messages());
        Assert.Empty(peer.Take());
    }

    [Fact]
    public void A_packet_without_a_checksum_is_taken_but_for_INIT()
    {
        var peer = ScriptedPeer.Established();
        var packet = new byte[200];
        var length = ScriptedPeer.Packet(packet, peer.AssociationTag, peer.Data("bare"));
        packet.AsSpan(8, 4).Clear();
        Assert.True(peer.Association.HandlePacket(packet.AsSpan(0, length), peer.Now));
        Assert.Equal(["bare"], peer.Messages());

        length = ScriptedPeer.Packet(packet, 0, ScriptedPeer.Init());
        packet.AsSpan(8, 4).Clear();
        Assert.False(peer.Association.HandlePacket(packet.AsSpan(0, length), peer.Now));
        Assert.DoesNotContain(peer.Take(), chunk => chunk.Type == ChunkType.InitAck);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_checksum_is_left_away_only_for_a_peer_that_said_it_may_be(bool said)
    {
        var peer = new ScriptedPeer();
        peer.Send(0, ScriptedPeer.Init(furtherParameters: said ? AcceptsZero : []));
        var answer = Assert.Single(peer.Take());
        Assert.NotEqual(0u, answer.Checksum);
        var cookie = answer.Value.AsSpan(InitChunk.FixedSize + 4, StateCookie.Size).ToArray();
        peer.Send(answer.Word(0), ScriptedPeer.Chunk(ChunkType.CookieEcho, 0, cookie));
        Assert.True(peer.TrySend("hello"));
        Assert.All(peer.Take(), chunk => Assert.Equal(said, chunk.Checksum == 0));
    }

    [Fact]
    public void INIT_and_COOKIE_ECHO_have_checksums_whatever_was_said()
    {
        var checksums = new Dictionary<ChunkType, uint>();
        var pair = new ChannelPair(1, Simulation.LinkConditions.Perfect);
        pair.Link.Filter = (_, packet) =>
        {
            Assert.True(SctpPacketReader.TryRead(packet, out var reader) && reader.TryReadChunk(out var chunk));
            checksums.TryAdd((ChunkType)packet[SctpPacketReader.HeaderSize], reader.Checksum);
            return true;
        };
        pair.Camera.Connect(pair.Now);
        Assert.True(pair.Run(TimeSpan.FromSeconds(1), () => pair.Viewer.State == SctpState.Established));
        _ = pair.Open();
        Assert.All([ChunkType.Init, ChunkType.InitAck, ChunkType.CookieEcho], type => Assert.NotEqual(0u, checksums[type]));
        Assert.All([ChunkType.CookieAck, ChunkType.Data], type => Assert.Equal(0u, checksums[type]));
    }
}
