namespace CamAgent.Hardware.Tests.Sensors;

/// <summary>Devices as their drivers publish them.</summary>
public sealed class DeviceFixtureTests : IDisposable
{
    private readonly SysfsTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void A_BME280_gives_temperature_pressure_and_humidity()
    {
        _tree.Iio("1-0076", 0, "bme280",
            ("in_temp_input", "23420\n"), ("in_pressure_input", "101.325195312\n"), ("in_humidityrelative_input", "45678\n"),
            ("in_temp_oversampling_ratio", "2\n"), ("in_temp_oversampling_ratio_available", "1 2 4 8 16\n"), ("uevent", "DEVTYPE=iio_device\n"));

        Assert.Equal(["bme280-humidity 45.7 %", "bme280-pressure 1013.3 hPa", "bme280-temperature 23.4 °C"], _tree.Readings());
    }

    [Fact]
    public void A_BH1750_is_scaled()
    {
        _tree.Iio("1-0023", 0, "bh1750", ("in_illuminance_raw", "1234\n"), ("in_illuminance_scale", "0.833333\n"), ("in_illuminance_integration_time", "0.120000\n"));

        Assert.Equal(["bh1750-illuminance 1028.3 lx"], _tree.Readings());
    }

    [Fact]
    public void An_SHT3x_is_hardware_monitoring()
    {
        _tree.Hwmon("1-0044", 2, "sht3x", ("temp1_input", "21690\n"), ("humidity1_input", "38014\n"), ("temp1_max", "0\n"), ("humidity1_alarm", "0\n"), ("heater_enable", "0\n"));

        Assert.Equal(["sht3x-humidity 38 %", "sht3x-temperature 21.7 °C"], _tree.Readings());
    }

    [Fact]
    public void A_DS18B20_is_read_once_and_is_slow()
    {
        _tree.OneWire("28-0316a2795eff", "72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n");

        var sensor = Assert.Single(_tree.Sensors.Discover());
        Assert.True(sensor.IsSlow);
        Assert.Equal("ds18b20-temperature 23.1 °C", SysfsTree.Describe(sensor));
    }

    [Theory]
    [InlineData("")]
    [InlineData("73 01 4b 46 7f ff 0e 10 57 : crc=57 NO\n73 01 4b 46 7f ff 0e 10 57 t=23187\n")]
    public void A_DS18B20_on_a_bad_wire_says_what_to_look_at(string text)
    {
        _tree.OneWire("28-0316a2795eff", text);

        Assert.Contains("pull-up resistor", Assert.Single(_tree.Readings()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ADS1115_has_single_and_differential_channels_of_their_own_scale()
    {
        _tree.Iio("1-0048", 0, "ads1015",
            ("in_voltage0_raw", "8000\n"), ("in_voltage0_scale", "0.125000000\n"), ("in_voltage1_raw", "-16\n"), ("in_voltage1_scale", "0.062500000\n"),
            ("in_voltage0-voltage1_raw", "100\n"), ("in_voltage-voltage_scale", "2.000000000\n"), ("in_voltage2_raw", "5\n"), ("in_voltage2_label", "Battery +\n"), ("in_voltage_scale", "1000.0\n"));

        Assert.Equal(["ads1015-0-1-voltage 0.2 V", "ads1015-0-voltage 1 V", "ads1015-1-voltage -0.001 V", "ads1015-battery-voltage 5 V"], _tree.Readings());
    }

    [Fact]
    public void An_offset_is_added_before_scaling()
    {
        _tree.Iio("1-0040", 0, "hdc1080", ("in_temp_raw", "24000\n"), ("in_temp_offset", "-15887.515151\n"), ("in_temp_scale", "2.517700195\n"));

        Assert.Equal(["hdc1080-temperature 20.4 °C"], _tree.Readings());
    }

    [Fact]
    public void The_Pis_voltage_watch_is_an_alarm_and_no_sensor()
    {
        _tree.Hwmon("soc:firmware", 1, "rpi_volt", ("in0_lcrit_alarm", "1\n"));

        Assert.Empty(_tree.Readings());
        Assert.True(CamAgent.Hardware.Sensors.PiThrottlingReader.TryRead(out var throttling, _tree.Root));
        Assert.Equal(CamAgent.Hardware.Sensors.PiThrottling.UnderVoltage, throttling);
    }

    [Fact]
    public void A_thermal_zone_is_read_once()
    {
        _tree.Thermal(0, "cpu-thermal", "48312\n");
        _tree.Thermal(1, "acpitz", "-5000\n");

        Assert.Equal(["acpitz-temperature -5 °C", "cpu-temperature 48.3 °C"], _tree.Readings());
    }

    [Fact]
    public void Labels_name_the_channels_of_a_board()
    {
        _tree.Hwmon("1-0040", 0, "ina226",
            ("in0_input", "12\n"), ("in1_input", "5123\n"), ("curr1_input", "-1500\n"), ("power1_input", "7684500\n"), ("curr1_label", "Solar panel\n"), ("energy1_input", "3600000000\n"));
        _tree.Hwmon("nvme", 1, "nvme", ("temp1_input", "38850\n"), ("temp1_label", "Composite\n"), ("temp2_input", "38850\n"), ("fan1_input", "1450\n"), ("pwm1", "255\n"));

        Assert.Equal(
            ["ina226-0-voltage 0.012 V", "ina226-1-voltage 5.123 V", "ina226-energy 1 Wh", "ina226-power 7.68 W", "ina226-solar-panel-current -1.5 A",
             "nvme-2-temperature 38.9 °C", "nvme-composite-temperature 38.9 °C", "nvme-fan 1450 rpm"], _tree.Readings());
    }

    [Fact]
    public void Air_is_measured_in_parts_and_micrograms()
    {
        _tree.Iio("1-0062", 0, "scd4x", ("in_concentration_co2_raw", "650\n"), ("in_concentration_scale", "0.0001\n"), ("in_concentration_raw", "1\n"));
        _tree.Iio("1-0069", 1, "sps30", ("in_massconcentration_pm2p5_input", "12.30\n"), ("in_massconcentration_pm10_input", "20.06\n"));

        Assert.Equal(["scd4x-co2 650 ppm", "sps30-pm10 20.1 µg/m³", "sps30-pm25 12.3 µg/m³"], _tree.Readings());
    }

    [Fact]
    public void Accelerations_and_counters_are_not_for_home_automation()
    {
        _tree.Iio("1-0068", 0, "mpu6050", ("in_accel_x_raw", "1\n"), ("in_accel_scale", "0.000598\n"), ("in_anglvel_x_raw", "1\n"), ("in_intensity_both_raw", "5\n"), ("in_temp_raw", "x\n"));

        Assert.Empty(_tree.Readings());
    }

    [Theory]
    [InlineData("50005", 0x50005)]
    [InlineData("0", 0)]
    [InlineData("ffffffff", 0xf000f)]
    public void The_firmwares_throttling_is_read_in_hexadecimal(string text, int expected)
    {
        _tree.Device("devices/platform/soc/soc:firmware", "bus/platform/devices", ("get_throttled", $"{text}\n"));

        Assert.True(CamAgent.Hardware.Sensors.PiThrottlingReader.TryRead(out var throttling, _tree.Root));
        Assert.Equal(expected, (int)throttling);
    }
}
