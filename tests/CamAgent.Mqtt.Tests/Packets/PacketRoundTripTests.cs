using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Tests.Packets;

public sealed class PacketRoundTripTests
{
    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public void Every_packet_reads_back_as_it_was_written(MqttVersion version)
    {
        foreach (var packet in PacketSamples.Of(version))
        {
            var bytes = PacketSamples.Encode(packet, version);
            Assert.True(PacketSamples.TryDecode(bytes, version, out var decoded, out var violation), $"{packet}: {violation.Message}");
            Assert.IsType(packet.GetType(), decoded);
            Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(PacketSamples.Encode(decoded!, version)));
        }
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public void A_body_that_is_cut_short_is_malformed_and_never_half_a_packet(MqttVersion version)
    {
        foreach (var packet in PacketSamples.Of(version))
        {
            var bytes = PacketSamples.Encode(packet, version);
            var bodyStart = bytes.Length > 129 ? 3 : 2;
            for (var length = 0; length < bytes.Length - bodyStart; length++)
            {
                var body = bytes.AsSpan(bodyStart, length);
                if (!PacketDecoder.TryDecode(bytes[0], body, version, out var shorter, out var violation))
                {
                    Assert.True(((ReasonCode)violation.Code).IsFailure());
                    continue;
                }

                // Some packets have optional ends; what is read then is that shorter packet and no other.
                Assert.True(shorter is PublishPacket or AcknowledgementPacket or SubscribeAcknowledgementPacket or SubscribePacket or UnsubscribePacket or DisconnectPacket or AuthPacket or ConnackPacket, $"{shorter}");
            }
        }
    }

    [Fact]
    public void Packets_in_pieces_of_any_size_are_put_together()
    {
        var packets = PacketSamples.Of(MqttVersion.V5).ToList();
        var stream = packets.SelectMany(packet => PacketSamples.Encode(packet, MqttVersion.V5)).ToArray();
        for (var piece = 1; piece < 40; piece += 3)
        {
            using var frames = new FrameReader(1 << 20);
            var read = 0;
            foreach (var chunk in stream.Chunk(piece))
            {
                PacketSamples.Feed(frames, chunk);
                while (frames.TryRead(out var header, out var body, out var violation))
                {
                    Assert.True(PacketDecoder.TryDecode(header, body, MqttVersion.V5, out var packet, out _));
                    Assert.IsType(packets[read++].GetType(), packet);
                    Assert.Null(violation);
                }
            }

            Assert.Equal(packets.Count, read);
        }
    }
}
