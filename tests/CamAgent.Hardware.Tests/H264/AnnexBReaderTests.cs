using CamAgent.Hardware.H264;
using CamAgent.Tests.Shared;

namespace CamAgent.Hardware.Tests.H264;

public sealed class AnnexBReaderTests
{
    [Fact]
    public void Nal_units_lie_between_start_codes_of_three_and_four_bytes_without_trailing_zeros()
    {
        var found = Read([0xAA, 0, 0, 1, 0x67, 1, 2, 0, 0, 0, 1, 0x68, 3, 0, 0, 0, 0, 1, 0x65, 4, 0, 0]);
        Assert.Equal(["670102", "6803", "6504"], found);
    }

    [Fact]
    public void Start_codes_without_a_nal_unit_are_passed_over() => Assert.Equal(["09F0"], Read([0, 0, 1, 0, 0, 1, 0, 0, 1, 9, 0xF0, 0, 0, 1]));

    [Fact]
    public void Bytes_without_a_start_code_hold_no_nal_unit() => Assert.Empty(Read([1, 2, 3, 0, 0, 2]));

    [Fact]
    public void Any_bytes_can_be_read() => Fuzz.Bytes(1, 3000, 200, [SyntheticStream.KeyUnit(40), [0, 0, 1], [0, 0, 0]], bytes => Read(bytes));

    private static List<string> Read(ReadOnlySpan<byte> stream)
    {
        var found = new List<string>();
        var reader = new AnnexBReader(stream);
        while (reader.TryReadNext())
        {
            Assert.Equal(1, stream[reader.StartCodeOffset + 2]);
            found.Add(Convert.ToHexString(reader.NalUnit));
        }

        return found;
    }
}
