using CamAgent.Mqtt.Packets;
using CamAgent.Tests.Shared;

namespace CamAgent.Mqtt.Tests.Packets;

public sealed class PacketFuzzTests
{
    [Theory]
    [InlineData(1, MqttVersion.V311)]
    [InlineData(2, MqttVersion.V5)]
    [InlineData(3, MqttVersion.V5)]
    public void No_bytes_make_the_decoder_throw_or_allocate_beyond_their_size(int seed, MqttVersion version)
    {
        var corpus = PacketSamples.Of(version).Select(packet => PacketSamples.Encode(packet, version)).ToList();
        Fuzz.Bytes(seed, 20_000, 600, corpus, bytes =>
        {
            if (bytes.Length == 0)
                return;
            PacketDecoder.TryDecode(bytes[0], bytes.AsSpan(Math.Min(2, bytes.Length)), version, out _, out _);
        }, maximumAllocationFactor: 40);
    }

    [Theory]
    [InlineData(4, MqttVersion.V311)]
    [InlineData(5, MqttVersion.V5)]
    public void What_the_decoder_accepts_the_encoder_can_write_and_the_decoder_reads_again(int seed, MqttVersion version)
    {
        var corpus = PacketSamples.Of(version).Select(packet => PacketSamples.Encode(packet, version)).ToList();
        Fuzz.Bytes(seed, 10_000, 600, corpus, bytes =>
        {
            if (!PacketSamples.TryDecode(bytes, version, out var packet, out _))
                return;
            var written = PacketSamples.Encode(packet!, packet is ConnectPacket connect ? connect.Version : version);
            Assert.True(PacketSamples.TryDecode(written, version, out var again, out var violation), violation.Message);
            Assert.Equal(packet!.GetType(), again!.GetType());
        });
    }

    [Fact]
    public void No_stream_makes_the_frame_reader_throw_or_hold_more_than_a_packet()
    {
        var corpus = PacketSamples.Of(MqttVersion.V5).Select(packet => PacketSamples.Encode(packet, MqttVersion.V5)).ToList();
        Fuzz.Bytes(6, 5_000, 2_000, corpus, bytes =>
        {
            using var frames = new FrameReader(256);
            foreach (var chunk in bytes.Chunk(100))
            {
                PacketSamples.Feed(frames, chunk);
                while (frames.TryRead(out _, out var body, out var violation))
                    Assert.True(body.Length < 256 && violation is null);
            }
        });
    }
}
