using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Tests.H264;

public sealed class RbspReaderTests
{
    [Fact]
    public void What_was_written_is_read_back_through_emulation_prevention()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var values = new uint[20];
            var writer = new BitWriter();
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = random.Next(3) == 0 ? 0 : (uint)random.NextInt64(1L << random.Next(1, 32));
                writer.Unsigned(values[i]).Bits(0, 24).Signed((int)values[i] / 2).Signed(-((int)values[i] / 2));
            }

            var reader = new RbspReader(writer.ToNalUnit());
            foreach (var value in values)
            {
                Assert.Equal(value, reader.ReadUnsigned());
                Assert.Equal(0u, reader.ReadBits(24));
                Assert.Equal((int)value / 2, reader.ReadSigned());
                Assert.Equal(-((int)value / 2), reader.ReadSigned());
            }

            Assert.False(reader.Overrun);
        }
    }

    [Fact]
    public void Past_the_end_there_are_zeros_and_a_mark()
    {
        var reader = new RbspReader([0xFF]);
        Assert.Equal(0xFFu, reader.ReadBits(8));
        Assert.False(reader.Overrun);
        Assert.Equal(0u, reader.ReadBits(8));
        Assert.True(reader.Overrun);
    }

    [Fact]
    public void A_code_longer_than_any_value_is_an_overrun()
    {
        var reader = new RbspReader([0, 0, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.Equal(0u, reader.ReadUnsigned());
        Assert.True(reader.Overrun);
    }
}
