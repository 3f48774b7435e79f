using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Sctp.Wire;
using CamAgent.WebRtc.Tests.Simulation;

namespace CamAgent.WebRtc.Tests.Sctp;

public sealed class FuzzTests
{
    [Fact]
    public void The_readers_are_total()
    {
        Fuzz.Bytes(seed: 1, rounds: 200_000, maximumLength: 1200, Corpus(), Read, maximumAllocationFactor: 0);
    }

    [Fact]
    public void An_OPEN_reads_or_does_not()
    {
        byte[][] corpus = [EstablishmentMessage.WriteOpen(new DataChannelOptions { Label = "label", Protocol = "protocol", MaximumRetransmissions = 3 })];
        Fuzz.Bytes(seed: 2, rounds: 50_000, maximumLength: 100, corpus, message => _ = EstablishmentMessage.TryRead(message, out _), maximumAllocationFactor: 8);
    }

    [Fact]
    public void An_association_survives_whatever_has_the_right_tag()
    {
        var corpus = Corpus();
        var ended = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            ScriptedPeer? peer = null;
            Fuzz.Bytes(seed, rounds: 500, maximumLength: 1200, corpus, packet =>
            {
                if (peer is null || peer.Association.State == SctpState.Closed)
                {
                    ended += peer is null ? 0 : 1;
                    peer = ScriptedPeer.Established();
                    for (var i = 0; i < 5; i++)
                        _ = peer.TrySend("in flight", (ushort)i);
                }

                // The TSNs of the corpus are somebody else's: half of the packets are moved to where this association is.
                if (packet.Length >= 12)
                {
                    BitConverter.TryWriteBytes(packet.AsSpan(4), System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(peer.AssociationTag));
                    packet.AsSpan(8, 4).Clear();
                    if (packet.Length >= 20 && packet[11] % 2 == 0)
                        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(16), peer.NextTsn.Value + (uint)(packet[^1] % 8));
                }

                _ = peer.Association.HandlePacket(packet, peer.Now);
                peer.Wait(TimeSpan.FromMilliseconds(10));
                _ = peer.Take();
                _ = peer.Messages();
                _ = peer.Events();
                Assert.InRange(peer.Association.Statistics.Held, 0, 4_000_000);
                Assert.InRange(peer.Association.Statistics.InFlight, 0, 4_000_000);
            });
        }

        Assert.True(ended > 0, "Nothing ever ended an association: the packets did not get through.");
    }

    private static void Read(byte[] packet)
    {
        if (!SctpPacketReader.TryRead(packet, out var reader))
            return;
        while (reader.TryReadChunk(out var chunk))
        {
            _ = DataChunk.TryRead(chunk, out _);
            if (SackChunk.TryRead(chunk, out var sack))
            {
                for (var i = 0; i < sack.GapCount; i++)
                    _ = sack.Gap(i);
            }

            if (ForwardTsnChunk.TryRead(chunk, out var forward))
            {
                for (var i = 0; i < forward.Count; i++)
                    _ = forward.Skipped(i);
            }

            ReadInit(chunk);
            var parameters = new ParameterReader(chunk.Value);
            while (parameters.TryRead(out _, out var whole))
            {
                if (OutgoingResetRequest.TryRead(whole[4..], out var reset))
                {
                    for (var i = 0; i < reset.Streams.Count; i++)
                        _ = reset.Streams[i];
                }
            }
        }
    }

    private static void ReadInit(in Chunk chunk)
    {
        Span<byte> room = stackalloc byte[64];
        var unknown = new ParameterWriter(room);
        if (InitChunk.TryRead(chunk, out var init))
            _ = InitParameters.TryRead(init.Parameters, out _, out _, ref unknown);
        _ = StateCookie.TryRead(chunk.Value, room[..32], out _);
    }

    /// <summary>Every packet of a lively session, and some that it did not have.</summary>
    private static List<byte[]> Corpus()
    {
        var packets = new List<byte[]>();
        var pair = new ChannelPair(5, new LinkConditions(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(30), 0.2, 0.1));
        pair.Link.Filter = (_, packet) =>
        {
            packets.Add(packet);
            return true;
        };
        pair.Camera.Connect(pair.Now);
        pair.Viewer.Connect(pair.Now);
        var channels = new[] { 0, 1 }.Select(kind => pair.Viewer.Open(
            new DataChannelOptions { Label = "fuzz", IsOrdered = kind == 0, MaximumRetransmissions = kind == 0 ? null : 0 }, pair.Now)!).ToList();
        for (var i = 0; i < 10; i++)
        {
            foreach (var channel in channels)
                _ = channel.TrySend(new byte[100 + (i * 300)], isBinary: true);
            pair.Run(TimeSpan.FromMilliseconds(200));
        }

        channels[0].Close();
        pair.Run(TimeSpan.FromSeconds(60));
        pair.Viewer.Shutdown(pair.Now);
        pair.Run(TimeSpan.FromSeconds(10));
        var buffer = new byte[200];
        packets.Add(buffer[..ScriptedPeer.Packet(buffer, 1, ScriptedPeer.Chunk(ChunkType.Abort, 0, 0, 12, 0, 4))]);
        packets.Add(buffer[..ScriptedPeer.Packet(buffer, 1, ScriptedPeer.Chunk(ChunkType.Error, 0, 0, 3, 0, 8, 0, 0, 0, 1))]);
        packets.Add(buffer[..ScriptedPeer.Packet(buffer, 1, ScriptedPeer.Chunk(ChunkType.Reconfiguration, 0, 0, 13, 0, 16, 0, 0, 3, 232, 0, 0, 0, 0, 0, 0, 3, 232))]);
        return packets;
    }
}
