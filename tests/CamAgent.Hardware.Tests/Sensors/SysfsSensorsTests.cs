using System.Globalization;
using CamAgent.Hardware.Sensors;

namespace CamAgent.Hardware.Tests.Sensors;

public sealed class SysfsSensorsTests : IDisposable
{
    private readonly SysfsTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void A_machine_without_sensors_has_none()
    {
        Assert.Empty(_tree.Readings());
        Assert.Empty(new SysfsSensors("/nonexistent").Discover());
    }

    [Fact]
    public void Two_of_a_kind_are_numbered_by_their_place_whatever_the_kernel_counts()
    {
        _tree.Hwmon("1-0049", 0, "lm75", ("temp1_input", "2000\n"));
        _tree.Hwmon("1-0048", 1, "lm75", ("temp1_input", "1000\n"));

        Assert.Equal(["lm75-temperature 1 °C", "lm75-temperature-2 2 °C"], _tree.Readings());
    }

    [Fact]
    public void A_sensor_that_goes_takes_nobodys_name_along_and_has_its_own_when_it_returns()
    {
        var first = _tree.Hwmon("1-0048", 0, "lm75", ("temp1_input", "1000\n"));
        _tree.Hwmon("1-0049", 1, "lm75", ("temp1_input", "2000\n"));
        _ = _tree.Readings();
        _tree.Remove(first);
        Assert.Equal(["lm75-temperature-2 2 °C"], _tree.Readings());
        _tree.Hwmon("1-0047", 4, "lm75", ("temp1_input", "4000\n"));
        _tree.Hwmon("1-0048", 5, "lm75", ("temp1_input", "1500\n"));

        Assert.Equal(["lm75-temperature 1.5 °C", "lm75-temperature-2 2 °C", "lm75-temperature-3 4 °C"], _tree.Readings());
    }

    [Fact]
    public void A_sensor_that_stays_is_the_same_object()
    {
        _tree.Thermal(0, "cpu-thermal", "1000\n");
        var before = Assert.Single(_tree.Sensors.Discover());
        _tree.Hwmon("1-0048", 0, "lm75", ("temp1_input", "1000\n"));

        Assert.Contains(before, _tree.Sensors.Discover());
    }

    [Fact]
    public void A_device_whose_driver_comes_later_is_found_then()
    {
        var folder = _tree.OneWire("28-000000000001", "");
        File.Delete(Path.Combine(folder, "w1_slave"));
        Assert.Empty(_tree.Readings());
        File.WriteAllText(Path.Combine(folder, "temperature"), "21500\n");

        Assert.Equal(["ds18b20-temperature 21.5 °C"], _tree.Readings());
    }

    [Fact]
    public void Two_devices_of_one_chip_and_name_are_two_sensors()
    {
        _tree.Iio("1-0048", 0, "adc", ("in_voltage0_input", "1\n"));
        _tree.Iio("1-0048", 1, "adc", ("in_voltage0_input", "2\n"));

        Assert.Equal(["adc-0-voltage 0.001 V", "adc-0-voltage-2 0.002 V"], _tree.Readings());
    }

    [Fact]
    public void A_converter_with_hundreds_of_nameless_pins_does_not_flood_anybody()
    {
        var pins = Enumerable.Range(0, 500).Select(i => (string.Create(CultureInfo.InvariantCulture, $"in_voltage{i}_input"), "1\n")).ToList();
        _tree.Iio("1-0048", 0, "big-adc", [.. pins, ("in_voltage400_label", "tank\n")]);

        var readings = _tree.Readings();
        Assert.Equal(33, readings.Length);
        Assert.Contains(readings, reading => reading == "big-adc-tank-voltage 0.001 V");
    }

    [Fact]
    public void What_fails_says_why_and_is_no_value()
    {
        var gone = _tree.Hwmon("1-0048", 0, "lm75", ("temp1_input", "1000\n"));
        _tree.Hwmon("1-0049", 1, "max6639", ("temp1_input", "1000\n"), ("temp1_fault", "1\n"));
        _tree.Hwmon("1-0050", 2, "odd", ("temp1_input", "hot\n"));
        var sensors = _tree.Sensors.Discover();
        _tree.Remove(gone);

        Assert.Equal<string[]>(
            ["lm75-temperature: it is gone", "max6639-temperature: its driver reports a fault", "odd-temperature: it gives no number"],
            [.. sensors.Select(SysfsTree.Describe)]);
    }

    [Fact]
    public void A_driver_that_answers_with_an_error_is_quoted()
    {
        var folder = _tree.Hwmon("1-0048", 0, "lm75", ("temp1_input", "1000\n"));
        var sensor = Assert.Single(_tree.Sensors.Discover());
        File.Delete(Path.Combine(folder, "temp1_input"));
        // A directory answers a read with EISDIR, as a driver would with EIO.
        Directory.CreateDirectory(Path.Combine(folder, "temp1_input"));

        Assert.Equal("lm75-temperature: Is a directory", SysfsTree.Describe(sensor));
    }

    [Fact]
    public void Names_fit_into_topics_whatever_a_driver_is_called()
    {
        _tree.Hwmon("1-0048", 0, " Ünï+#/cödé  CHIP!! ", ("temp1_input", "1000\n"));
        _tree.Hwmon("1-0049", 1, new string('x', 300), ("temp1_input", "1000\n"));
        _tree.Hwmon("1-0050", 2, "///", ("temp1_input", "1000\n"));

        foreach (var sensor in _tree.Sensors.Discover())
            Assert.Matches("^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$", sensor.Name);
    }

    [Theory]
    [InlineData("*", "bmp280-pressure", true)]
    [InlineData("bmp280-*", "bmp280-pressure", true)]
    [InlineData("*-temperature*", "lm75-temperature-2", true)]
    [InlineData("*-temperature", "lm75-temperature-2", false)]
    [InlineData("lm75-temperature", "lm75-temperature", true)]
    [InlineData("lm75", "lm75-temperature", false)]
    [InlineData("", "lm75", false)]
    [InlineData("**a*b*", "xaxbx", true)]
    public void Patterns_choose_by_name(string pattern, string name, bool expected) => Assert.Equal(expected, SensorPattern.IsMatch(pattern, name));

    [Fact]
    public void A_malicious_pattern_takes_no_time() =>
        Assert.False(SensorPattern.IsMatch(string.Concat(Enumerable.Repeat("*a", 60)) + "b", new string('a', 64)));
}
