using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Tests.H264;

public sealed class RbspWriterTests
{
    [Fact]
    public void What_is_written_is_read_back_through_emulation_prevention()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var values = new uint[20];
            var writer = new RbspWriter();
            writer.Begin(NalUnitType.PictureParameterSet, referenceIdc: 3);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = random.Next(3) == 0 ? 0 : (uint)random.NextInt64(1L << random.Next(1, 32));
                writer.Unsigned(values[i]);
                writer.Bits(0, 24);
                writer.Signed((int)values[i] / 2);
                writer.Signed(-((int)values[i] / 2));
            }

            writer.AlignWithZeros();
            writer.Bytes([0, 0, 0, 0, 1, 0xFF]);
            writer.End();
            Assert.Equal([0, 0, 0, 1, 0x68], writer.Written[..5].ToArray());
            Assert.Equal(-1, writer.Written[5..].IndexOf((ReadOnlySpan<byte>)[0, 0, 0]));
            Assert.Equal(-1, writer.Written[5..].IndexOf((ReadOnlySpan<byte>)[0, 0, 1]));

            var reader = new RbspReader(writer.Written[5..]);
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
}
