using System.Text;
using CamAgent.Hardware.Sensors;
using CamAgent.Hardware.Sensors.Classes;
using CamAgent.Tests.Shared;

namespace CamAgent.Hardware.Tests.Sensors;

public sealed class OneWireScratchpadTests
{
    private const string Good = "72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n";

    [Theory]
    [InlineData(Good, OneWireFault.None, 23125)]
    [InlineData("5e ff 4b 46 7f ff 02 10 b6 : crc=b6 YES\n5e ff 4b 46 7f ff 02 10 b6 t=-10125\n", OneWireFault.None, -10125)]
    [InlineData("72 01 4b 46 7f ff 0e 10 57 : crc=57 NO\n72 01 4b 46 7f ff 0e 10 57 t=23125\n", OneWireFault.Checksum, 0)]
    [InlineData("73 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n73 01 4b 46 7f ff 0e 10 57 t=23187\n", OneWireFault.Checksum, 0)]
    [InlineData("50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=85000\n", OneWireFault.NotConverted, 85000)]
    [InlineData("00 00 00 00 00 00 00 00 00 : crc=00 YES\n00 00 00 00 00 00 00 00 00 t=0\n", OneWireFault.ShortCircuit, 0)]
    [InlineData("72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n", OneWireFault.Garbled, 0)]
    [InlineData("t=23125\n", OneWireFault.Garbled, 0)]
    [InlineData("", OneWireFault.Garbled, 0)]
    public void A_reading_is_believed_only_when_it_is_whole(string text, object fault, double milli)
    {
        Assert.Equal(fault, OneWireScratchpad.Parse(Encoding.ASCII.GetBytes(text), out var value));
        Assert.Equal(milli, value);
    }

    // Maxim application note 27, the example of a serial number.
    [Fact]
    public void The_checksum_is_Maxims() => Assert.Equal(0xa2, OneWireScratchpad.Crc8(Convert.FromHexString("021cb801000000")));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Whatever_a_driver_prints_is_a_value_or_none(int seed)
    {
        byte[][] corpus = [Encoding.ASCII.GetBytes(Good), "101.325195312\n"u8.ToArray(), "-12\n"u8.ToArray(), "0.000030517"u8.ToArray()];
        Fuzz.Bytes(seed, 20_000, 300, corpus, bytes =>
        {
            if (OneWireScratchpad.Parse(bytes, out var milli) == OneWireFault.None)
                Assert.InRange(milli, -55_000, 125_000);
            if (SysfsFile.TryParseNumber(bytes, out var number))
                Assert.True(double.IsFinite(number));
        }, maximumAllocationFactor: 0);
    }

    [Theory]
    [InlineData(3)]
    public void Whatever_stands_in_the_files_of_a_device_is_a_sensor_with_words_or_a_value(int seed)
    {
        using var tree = new SysfsTree();
        var hwmon = tree.Hwmon("1-0048", 0, "lm75", ("temp1_input", "1000\n"), ("temp1_label", "x\n"), ("temp1_fault", "0\n"));
        var iio = tree.Iio("1-0049", 0, "adc", ("in_voltage0_raw", "1\n"), ("in_voltage_scale", "1\n"), ("in_voltage_offset", "1\n"));
        var wire = tree.OneWire("28-000000000001", Good);
        string[] files = [$"{hwmon}/temp1_input", $"{hwmon}/temp1_label", $"{hwmon}/temp1_fault", $"{hwmon}/name", $"{iio}/in_voltage0_raw", $"{iio}/in_voltage_scale", $"{iio}/in_voltage_offset", $"{iio}/name", $"{wire}/w1_slave"];
        var random = new Random(seed);
        Fuzz.Bytes(seed, 300, 6000, [.. files.Select(File.ReadAllBytes)], bytes =>
        {
            File.WriteAllBytes(files[random.Next(files.Length)], bytes);
            foreach (var sensor in new SysfsSensors(tree.Root).Discover())
            {
                Assert.InRange(sensor.Name.Length, 1, 64);
                if (sensor.TryRead(out var value, out var problem))
                    Assert.True(double.IsFinite(value));
                else
                    Assert.NotEmpty(problem);
            }
        });
    }
}
