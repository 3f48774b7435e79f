using CamAgent.Hardware.H264;
using CamAgent.Tests.Shared;

namespace CamAgent.Hardware.Tests.H264;

public sealed class SliceHeaderTests
{
    [Theory]
    [InlineData(0u, 0u, false)]
    [InlineData(0u, 5u, false)]
    [InlineData(3600u, 1u, true)]
    [InlineData(40u, 6u, true)]
    [InlineData(0u, 7u, false)]
    public void First_macroblock_and_type_are_read(uint firstMacroblock, uint sliceType, bool isBidirectional)
    {
        Assert.True(SliceHeader.TryParse(SyntheticStream.Slice(idr: false, 10, firstMacroblock, sliceType), out var header));
        Assert.Equal((firstMacroblock, isBidirectional), (header.FirstMacroblock, header.IsBidirectional));
    }

    [Fact]
    public void Other_nal_units_have_none()
    {
        Assert.False(SliceHeader.TryParse(SyntheticStream.SequenceSet, out _));
        Assert.False(SliceHeader.TryParse([0x41], out _));
    }

    [Fact]
    public void Any_bytes_are_read() => Fuzz.Bytes(
        3,
        5000,
        32,
        [SyntheticStream.Slice(true, 10), SyntheticStream.Slice(false, 10, 99, 6)],
        bytes =>
        {
            if (SliceHeader.TryParse(bytes, out var header))
                Assert.InRange(header.SliceType, 0, 4);
        },
        maximumAllocationFactor: 0);
}
