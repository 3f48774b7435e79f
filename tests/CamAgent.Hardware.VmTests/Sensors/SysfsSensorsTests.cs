using CamAgent.Hardware.Leds;
using CamAgent.Hardware.Sensors;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Sensors;

/// <summary>The agent's sensors over the kernel's own drivers.</summary>
[Trait("Category", "Vm")]
public sealed class SysfsSensorsTests
{
    private readonly SysfsSensors _sensors = new();

    [VmFact]
    public async Task An_LM75_and_a_BMP280_are_read_as_they_are_set()
    {
        await using var bus = await I2cStub.LoadAsync();
        await bus.AddLm75Async(23_500);
        await bus.AddBmp280Async();
        Assert.Equal(["bmp280-pressure 1006.5 hPa", "bmp280-temperature 25.1 °C", "lm75-temperature 23.5 °C"], Readings());

        bus.SetLm75(-4_000);
        await Eventually.TrueAsync(() => Readings().Contains("lm75-temperature -4 °C"), () => string.Join(", ", Readings()));
    }

    [VmFact]
    public async Task A_sensor_that_went_says_so_and_has_its_name_again_when_it_returns()
    {
        await using var bus = await I2cStub.LoadAsync();
        await bus.AddLm75Async(20_000);
        var sensor = Assert.Single(_sensors.Discover());
        bus.RemoveLm75();
        Assert.Empty(_sensors.Discover());
        Assert.False(sensor.TryRead(out _, out var problem));
        Assert.Equal("it is gone", problem);

        await bus.AddLm75Async(21_000);
        Assert.Equal(["lm75-temperature 21 °C"], Readings());
    }

    [VmFact]
    public async Task Thermometers_on_a_wire_are_read_once_each_and_slowly()
    {
        await using var wire = await OneWireBus.LoadAsync(21_500, -10_125);
        Assert.Equal(["ds18b20-temperature 21.5 °C", "ds18b20-temperature-2 -10.1 °C"], Readings());
        Assert.All(_sensors.Discover(), sensor => Assert.True(sensor.IsSlow));

        wire.SetTemperature(0, 85_000);
        Assert.StartsWith("ds18b20-temperature: it has just got power", Readings()[0], StringComparison.Ordinal);
        wire.SetTemperature(0, 22_000);
        Assert.Equal("ds18b20-temperature 22 °C", Readings()[0]);
    }

    [VmFact]
    public async Task A_garbled_answer_of_the_wire_is_no_value()
    {
        await using var wire = await OneWireBus.LoadAsync(21_500);
        wire.IsGarbled = true;
        Assert.StartsWith("ds18b20-temperature: its answers come garbled", Assert.Single(Readings()), StringComparison.Ordinal);
        wire.IsGarbled = false;
        Assert.Equal(["ds18b20-temperature 21.5 °C"], Readings());
    }

    [VmFact]
    public async Task A_thermometer_whose_cable_is_cut_vanishes_and_comes_back()
    {
        await using var wire = await OneWireBus.LoadAsync(21_500);
        Assert.Single(_sensors.Discover());
        wire.IsPresent = false;
        await Eventually.TrueAsync(() => _sensors.Discover().Count == 0, () => "it is still there", TimeSpan.FromSeconds(30));
        wire.IsPresent = true;
        await Eventually.TrueAsync(() => _sensors.Discover().Count == 1, () => "it did not come back", TimeSpan.FromSeconds(30));

        Assert.Equal(["ds18b20-temperature 21.5 °C"], Readings());
    }

    [VmFact]
    public async Task A_thermal_zone_is_read_once_and_its_failure_is_no_value()
    {
        await using var zone = await ThermalZone.LoadAsync(48_312);
        Assert.Equal(["cpu-temperature 48.3 °C"], Readings());
        zone.IsFailing = true;
        Assert.Equal(["cpu-temperature: Input/output error"], Readings());
    }

    [VmFact]
    public async Task A_lamp_is_set_and_read()
    {
        await using var lamps = await Lamps.LoadAsync(("status", 1), ("infrared", 255));
        var led = Assert.Single(Led.List(), candidate => candidate.Name == "infrared");
        Assert.Equal(255, led.Maximum);
        Assert.True(led.TrySet(77, out var problem), problem);
        Assert.Equal(77, Lamps.Brightness("infrared"));
        Assert.True(led.TryRead(out var brightness, out _) && brightness == 77);
    }

    /// <summary><c>name value unit</c> or <c>name: problem</c>, by name.</summary>
    private string[] Readings() => [.. _sensors.Discover().Select(sensor => sensor.TryRead(out var value, out var problem)
        ? FormattableString.Invariant($"{sensor.Name} {value} {sensor.Unit}")
        : $"{sensor.Name}: {problem}")];
}
