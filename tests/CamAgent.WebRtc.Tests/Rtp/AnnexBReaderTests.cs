using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Rtp;

public sealed class AnnexBReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("AABB", "")]
    [InlineData("000001", "")]
    [InlineData("00000165", "65")]
    [InlineData("0000000165AA0000000168BB", "65AA,68BB")]
    [InlineData("00000165AA00000168BB", "65AA,68BB")]
    [InlineData("000000000165AA000000000000000168BB0000", "65AA,68BB")]
    [InlineData("FFFF00000165000003010000000141", "6500000301,41")]
    [InlineData("00000100000100000141", "41")]
    public void Units_stand_between_start_codes_of_three_or_more_bytes(string stream, string units) =>
        Assert.Equal(units, string.Join(',', H264Samples.UnitsOf(Convert.FromHexString(stream)).ConvertAll(Convert.ToHexString)));

    [Fact]
    public void A_start_code_is_found_wherever_it_stands()
    {
        for (var before = 1; before < 200; before++)
        {
            var stream = H264Samples.AnnexB(H264Samples.Unit(0x41, before, before), H264Samples.Unit(0x65, 300 - before, before));
            Assert.Equal([before, 300 - before], H264Samples.UnitsOf(stream).ConvertAll(unit => unit.Length));
        }
    }

    [Fact]
    public void No_bytes_can_make_the_reader_fail_or_give_more_than_it_got() =>
        Fuzz.Bytes(264, 20_000, 300, [H264Samples.KeyFrame(100), H264Samples.DeltaFrame(40)], stream =>
        {
            var total = 0;
            var reader = new AnnexBReader(stream);
            while (reader.TryRead(out var unit))
                total += unit.Length + 3;
            Assert.True(total <= stream.Length);
        });
}
