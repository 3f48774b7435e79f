using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Rtp;

public sealed class H264PacketizerTests
{
    private readonly H264Packetizer _packetizer = new(100);

    [Fact]
    public void Parameter_sets_go_together_in_one_STAP_A_before_the_picture()
    {
        var payloads = H264Samples.PayloadsOf(_packetizer, H264Samples.AnnexB(H264Samples.Sps, H264Samples.Pps, H264Samples.Idr(50)));
        Assert.Equal(2, payloads.Count);
        // F 0, NRI 3, type 24; each unit behind its length in 16 bits.
        Assert.Equal("780009" + Convert.ToHexString(H264Samples.Sps) + "0004" + Convert.ToHexString(H264Samples.Pps), Convert.ToHexString(payloads[0]));
        Assert.Equal(H264Samples.Idr(50), payloads[1]);
    }

    [Fact]
    public void A_delimiter_and_filler_are_left_out()
    {
        var payloads = H264Samples.PayloadsOf(_packetizer, H264Samples.AnnexB(H264Samples.Delimiter, H264Samples.Slice(20), [0x0C, 0xFF, 0x80], [0x0A], [0x0B]));
        Assert.Equal([H264Samples.Slice(20)], payloads);
    }

    [Fact]
    public void A_lone_small_unit_is_not_wrapped()
    {
        var payloads = H264Samples.PayloadsOf(_packetizer, H264Samples.AnnexB(H264Samples.Sei, H264Samples.Slice(20)));
        Assert.Equal([H264Samples.Sei, H264Samples.Slice(20)], payloads);
    }

    [Fact]
    public void A_unit_of_exactly_the_maximum_is_sent_whole_and_one_byte_more_is_fragmented()
    {
        Assert.Single(H264Samples.PayloadsOf(_packetizer, H264Samples.DeltaFrame(100)));
        Assert.Equal(2, H264Samples.PayloadsOf(_packetizer, H264Samples.DeltaFrame(101)).Count);
    }

    [Fact]
    public void Fragments_carry_start_and_end_and_the_unit_s_own_header()
    {
        var unit = H264Samples.Idr(250);
        var payloads = H264Samples.PayloadsOf(_packetizer, H264Samples.AnnexB(H264Samples.Sps, H264Samples.Pps, unit))[1..];
        Assert.Equal(3, payloads.Count);
        Assert.All(payloads, payload => Assert.Equal(0x7C, payload[0])); // NRI 3, type 28
        Assert.Equal([0x85, 0x05, 0x45], payloads.Select(payload => (int)payload[1]));
        Assert.Equal(unit[1..], payloads.SelectMany(payload => payload[2..]).ToArray());
    }

    [Fact]
    public void Fragments_are_of_one_size_but_the_last()
    {
        var sizes = H264Samples.PayloadsOf(_packetizer, H264Samples.DeltaFrame(1003)).ConvertAll(payload => payload.Length);
        Assert.All(sizes[..^1], size => Assert.Equal(sizes[0], size));
        Assert.InRange(sizes[^1], sizes[0] - sizes.Count, sizes[0]);
        Assert.All(sizes, size => Assert.True(size <= 100));
    }

    [Fact]
    public void The_aggregate_takes_over_the_greatest_reference_idc_and_the_forbidden_bit()
    {
        var payloads = H264Samples.PayloadsOf(_packetizer, H264Samples.AnnexB([0x27, 1, 2], [0xC8, 3], H264Samples.Idr(20)));
        Assert.Equal(0x80 | 0x40 | 24, payloads[0][0]);
    }

    [Fact]
    public void Small_units_beyond_one_packet_begin_another()
    {
        var units = Enumerable.Range(0, 20).Select(i => H264Samples.Unit(0x06, 30, i)).ToArray();
        var payloads = H264Samples.PayloadsOf(_packetizer, H264Samples.AnnexB(units));
        Assert.All(payloads, payload => Assert.True(payload.Length <= 100));
        Assert.Equal(7, payloads.Count);
    }

    [Fact]
    public void An_IDR_without_parameter_sets_gets_the_last_ones_seen()
    {
        var list = new PayloadList();
        Assert.False(_packetizer.Packetize(H264Samples.AnnexB(H264Samples.Idr(20)), list));
        Assert.Equal(1, list.Count);
        Assert.True(_packetizer.Packetize(H264Samples.KeyFrame(20), list));
        var first = list[0].ToArray();
        Assert.True(_packetizer.Packetize(H264Samples.AnnexB(H264Samples.Idr(20, seed: 2)), list));
        Assert.Equal(2, list.Count);
        Assert.Equal(first, list[0].ToArray());
        list.Clear();
    }

    [Fact]
    public void Only_an_IDR_with_parameter_sets_is_a_key_frame()
    {
        var list = new PayloadList();
        Assert.False(_packetizer.Packetize(H264Samples.AnnexB(H264Samples.Sps, H264Samples.Pps), list));
        Assert.False(_packetizer.Packetize(H264Samples.DeltaFrame(20), list));
        Assert.True(_packetizer.Packetize(H264Samples.KeyFrame(20), list));
        list.Clear();
    }

    [Theory]
    [InlineData("")]
    [InlineData("414243")]
    [InlineData("0000000109F0")]
    [InlineData("00000001780009")]
    [InlineData("000000017C8541")]
    [InlineData("0000000100000001")]
    public void What_is_no_picture_gives_no_packet(string stream) =>
        Assert.Empty(H264Samples.PayloadsOf(_packetizer, Convert.FromHexString(stream)));
}
