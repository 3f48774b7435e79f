using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Rtp;

public sealed class H264RoundTripTests
{
    private sealed record Unit(List<byte[]> Nals, uint Timestamp, bool KeyFrame, bool Damaged);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_units_come_back_through_payloads_of_any_size(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var maximum = random.Next(64, 1500);
            var packetizer = new H264Packetizer(maximum);
            byte[][] units = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => AnyUnit(random, maximum))];
            var payloads = H264Samples.PayloadsOf(packetizer, H264Samples.AnnexB(units));
            Assert.All(payloads, payload => Assert.True(payload.Length <= maximum, $"seed {seed}, round {round}: {payload.Length} > {maximum}"));
            var received = Receive(payloads, (ushort)random.Next(65536));
            var unit = Assert.Single(received);
            Assert.False(unit.Damaged);
            Assert.Equal(units, unit.Nals);
        }
    }

    [Fact]
    public void A_key_frame_is_known_by_its_IDR_and_parameter_sets()
    {
        Assert.True(Receive(H264Samples.PayloadsOf(new H264Packetizer(), H264Samples.KeyFrame(5000))).Single().KeyFrame);
        Assert.False(Receive(H264Samples.PayloadsOf(new H264Packetizer(), H264Samples.DeltaFrame(5000))).Single().KeyFrame);
        Assert.False(Receive([H264Samples.Idr(20)]).Single().KeyFrame);
    }

    [Fact]
    public void A_lost_packet_in_any_place_damages_the_picture_it_belongs_to_or_the_next()
    {
        var payloads = H264Samples.PayloadsOf(new H264Packetizer(100), H264Samples.KeyFrame(950));
        for (var lost = 0; lost < payloads.Count; lost++)
        {
            var units = new List<Unit>();
            var depacketizer = NewDepacketizer(units);
            depacketizer.Add(new SequenceNumber(99), new RtpTimestamp(0), marker: true, H264Samples.Slice(5));
            for (var i = 0; i < payloads.Count; i++)
            {
                if (i != lost)
                    depacketizer.Add(new SequenceNumber((ushort)(100 + i)), new RtpTimestamp(3000), i == payloads.Count - 1, payloads[i]);
            }

            depacketizer.Add(new SequenceNumber((ushort)(100 + payloads.Count)), new RtpTimestamp(6000), marker: true, H264Samples.Slice(5));
            Assert.False(units[0].Damaged);
            Assert.True(units[1].Damaged, $"packet {lost}");
            Assert.Equal(3, units.Count);
        }
    }

    [Fact]
    public void A_new_timestamp_ends_a_picture_whose_marker_was_not_set()
    {
        var units = new List<Unit>();
        var depacketizer = NewDepacketizer(units);
        depacketizer.Add(new SequenceNumber(65535), new RtpTimestamp(1), marker: false, H264Samples.Slice(5));
        depacketizer.Add(new SequenceNumber(0), new RtpTimestamp(2), marker: true, H264Samples.Slice(6));
        Assert.Equal([(1u, false), (2u, false)], units.Select(unit => (unit.Timestamp, unit.Damaged)));
    }

    [Fact]
    public void Duplicates_and_latecomers_change_nothing()
    {
        var units = new List<Unit>();
        var depacketizer = NewDepacketizer(units);
        depacketizer.Add(new SequenceNumber(10), new RtpTimestamp(1), marker: true, H264Samples.Slice(5));
        depacketizer.Add(new SequenceNumber(10), new RtpTimestamp(1), marker: true, H264Samples.Slice(5));
        depacketizer.Add(new SequenceNumber(9), new RtpTimestamp(0), marker: true, H264Samples.Slice(5));
        Assert.Single(units);
    }

    [Theory]
    [InlineData("7C05AA")] // continuation of nothing
    [InlineData("7C85")] // fragment without content
    [InlineData("7800FF41")] // aggregate shorter than it says
    [InlineData("780000")] // empty unit in an aggregate
    [InlineData("1E01")] // type 30
    [InlineData("0001")] // type 0
    public void A_malformed_payload_damages_its_picture(string payload) =>
        Assert.True(Receive([Convert.FromHexString(payload)]).Single().Damaged);

    [Fact]
    public void A_picture_without_end_is_cut_off_and_damaged()
    {
        var units = new List<Unit>();
        var depacketizer = NewDepacketizer(units);
        var payload = H264Samples.Slice(60_000);
        for (var i = 0; i < 100; i++)
            depacketizer.Add(new SequenceNumber((ushort)i), new RtpTimestamp(1), i == 99, payload);
        Assert.True(units.Single().Damaged);
    }

    [Fact]
    public void No_payload_can_make_the_depacketizer_fail()
    {
        byte[][] corpus = [.. H264Samples.PayloadsOf(new H264Packetizer(100), H264Samples.KeyFrame(300))];
        var depacketizer = new H264Depacketizer(_ => { });
        ushort sequence = 0;
        Fuzz.Bytes(6184, 20_000, 200, corpus, payload =>
            depacketizer.Add(new SequenceNumber(sequence++), new RtpTimestamp((uint)sequence / 4), payload.Length % 5 == 0, payload));
    }

    private static byte[] AnyUnit(Random random, int maximum)
    {
        byte[] headers = [0x41, 0x01, 0x61, 0x65, 0x67, 0x68, 0x06];
        var size = random.Next(4) switch
        {
            0 => random.Next(2, 20),
            1 => maximum + random.Next(-2, 3),
            2 => random.Next(2, maximum),
            _ => random.Next(maximum, 6 * maximum),
        };
        return H264Samples.Unit(headers[random.Next(headers.Length)], size, random.Next());
    }

    private static List<Unit> Receive(List<byte[]> payloads, ushort sequence = 0)
    {
        var units = new List<Unit>();
        var depacketizer = NewDepacketizer(units);
        for (var i = 0; i < payloads.Count; i++)
            depacketizer.Add(new SequenceNumber(sequence++), new RtpTimestamp(3000), i == payloads.Count - 1, payloads[i]);
        return units;
    }

    private static H264Depacketizer NewDepacketizer(List<Unit> units) =>
        new(unit => units.Add(new Unit(H264Samples.UnitsOf(unit.AnnexB), unit.Timestamp.Value, unit.IsKeyFrame, unit.IsDamaged)));
}
