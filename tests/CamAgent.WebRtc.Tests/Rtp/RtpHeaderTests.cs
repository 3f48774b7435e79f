using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Rtp;

public sealed class RtpHeaderTests
{
    [Fact]
    public void The_fixed_header_is_laid_out_as_RFC_3550_draws_it()
    {
        var bytes = new byte[12];
        RtpHeader.Write(bytes, 102, marker: true, new SequenceNumber(0x1234), new RtpTimestamp(0x55667788), new Ssrc(0x99AABBCC), hasExtension: false);
        Assert.Equal("80E612345566778899AABBCC", Convert.ToHexString(bytes));
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var bytes = new byte[13];
        RtpHeader.Write(bytes, 127, marker: false, new SequenceNumber(65535), new RtpTimestamp(uint.MaxValue), new Ssrc(7), hasExtension: false);
        bytes[12] = 0x41;
        Assert.True(RtpHeader.TryRead(bytes, out var header));
        Assert.Equal((127, false, 65535, uint.MaxValue, 7u, 12), (header.PayloadType, header.Marker, header.SequenceNumber.Value, header.Timestamp.Value, header.Ssrc.Value, header.Length));
        Assert.True(header.TryGetPayload(bytes, out var payload));
        Assert.Equal([0x41], payload.ToArray());
    }

    [Fact]
    public void Contributing_sources_extension_and_padding_are_no_payload()
    {
        var packet = Convert.FromHexString("B2E600010000000200000003" + "0000000A0000000B" + "BEDE0001" + "40303000" + "4142" + "000003");
        Assert.True(RtpHeader.TryRead(packet, out var header));
        Assert.Equal((2, 28, 4), (header.ContributingSources, header.Length, header.ExtensionLength));
        Assert.True(header.TryGetPayload(packet, out var payload));
        Assert.Equal("AB"u8.ToArray(), payload.ToArray());
        Assert.True(header.TryGetExtension(packet, 4, out var value));
        Assert.Equal("0"u8.ToArray(), value.ToArray());
        Assert.False(header.TryGetExtension(packet, 5, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80E6123455667788")]
    [InlineData("40E612345566778899AABBCC")]
    [InlineData("81E612345566778899AABBCC")]
    [InlineData("90E612345566778899AABBCC")]
    [InlineData("90E612345566778899AABBCCBEDE0001")]
    public void A_short_header_or_another_version_is_refused(string packet) =>
        Assert.False(RtpHeader.TryRead(Convert.FromHexString(packet), out _));

    [Theory]
    [InlineData("00")]
    [InlineData("03")]
    public void Padding_that_is_zero_or_longer_than_the_packet_is_refused(string padding)
    {
        var packet = Convert.FromHexString("A0E612345566778899AABBCC41" + padding);
        Assert.True(RtpHeader.TryRead(packet, out var header));
        Assert.False(header.TryGetPayload(packet, out _));
    }

    [Fact]
    public void No_packet_can_make_the_reader_fail()
    {
        byte[][] corpus =
        [
            Convert.FromHexString("B2E6000100000002000000030000000A0000000BBEDE0001403030004142000003"),
            Convert.FromHexString("90E6000100000002000000031000000201023030000203414141"),
            Convert.FromHexString("80E61234556677889900AABB65"),
        ];
        Fuzz.Bytes(3550, 20_000, 200, corpus, packet =>
        {
            if (!RtpHeader.TryRead(packet, out var header))
                return;
            _ = header.TryGetPayload(packet, out _);
            for (var id = 0; id < 256; id += 5)
                _ = header.TryGetExtension(packet, id, out _);
        }, maximumAllocationFactor: 0);
    }
}
