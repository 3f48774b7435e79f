using System.Globalization;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests;

/// <summary>The guest's lines, sensors and LEDs are really there: what the other tests rest on.</summary>
[Trait("Category", "Vm")]
public sealed class SensorDriverTests
{
    [VmFact]
    public async Task A_simulated_line_is_where_it_was_pulled()
    {
        await using var chip = await GpioSim.CreateAsync("porch", lines: 4, new Dictionary<int, string> { [2] = "doorbell" });
        Assert.False(chip.IsHigh(2));
        chip.Pull(2, up: true);
        Assert.True(chip.IsHigh(2));
        Assert.False(chip.IsHigh(1));
        chip.Pull(2, up: false);
        Assert.False(chip.IsHigh(2));
    }

    [VmFact]
    public async Task A_simulated_chip_goes_and_comes_back()
    {
        await using var chip = await GpioSim.CreateAsync();
        var path = chip.Path;
        chip.Unplug();
        await Eventually.TrueAsync(() => !File.Exists(path), () => $"{path} is still there");
        await chip.PlugAsync();
        Assert.True(File.Exists(chip.Path));
    }

    [VmFact]
    public async Task An_LM75_measures_what_it_is_told()
    {
        await using var bus = await I2cStub.LoadAsync();
        var hwmon = await bus.AddLm75Async(23_500);
        Assert.Equal("lm75", Guest.Read($"{hwmon}/name"));
        Assert.Equal(23_500, Guest.ReadNumber($"{hwmon}/temp1_input"));
        bus.SetLm75(-4_000);
        await Eventually.TrueAsync(() => Guest.ReadNumber($"{hwmon}/temp1_input") == -4_000, () => Guest.Read($"{hwmon}/temp1_input"));
    }

    [VmFact]
    public async Task A_BMP280_measures_what_its_data_sheet_says()
    {
        await using var bus = await I2cStub.LoadAsync();
        var iio = await bus.AddBmp280Async();
        Assert.Equal(25_080, Number($"{iio}/in_temp_input"), tolerance: 5);
        Assert.Equal(100.653, Number($"{iio}/in_pressure_input"), tolerance: 0.001);

        static double Number(string path) => double.Parse(Guest.Read(path), CultureInfo.InvariantCulture);
    }

    [VmFact]
    public async Task A_DS18B20_measures_what_it_is_told()
    {
        await using var wire = await OneWireBus.LoadAsync(21_500, -10_125);
        Assert.Equal(21_500, Guest.ReadNumber($"{OneWireBus.DirectoryOf(0)}/temperature"));
        Assert.Equal(-10_125, Guest.ReadNumber($"{OneWireBus.DirectoryOf(1)}/temperature"));
        wire.SetTemperature(0, 85_000);
        Assert.Equal(85_000, Guest.ReadNumber($"{OneWireBus.DirectoryOf(0)}/temperature"));
    }

    [VmFact]
    public async Task A_DS18B20_whose_cable_is_cut_vanishes_and_comes_back()
    {
        await using var wire = await OneWireBus.LoadAsync(21_500);
        wire.IsPresent = false;
        await Eventually.TrueAsync(() => !Directory.Exists(OneWireBus.DirectoryOf(0)), () => "the thermometer is still there", TimeSpan.FromSeconds(30));
        wire.IsPresent = true;
        await Eventually.TrueAsync(() => Directory.Exists(OneWireBus.DirectoryOf(0)), () => "the thermometer did not come back", TimeSpan.FromSeconds(30));
    }

    [VmFact]
    public async Task A_thermal_zone_is_as_warm_as_it_is_told_or_fails()
    {
        await using var zone = await ThermalZone.LoadAsync(48_312);
        Assert.Equal(48_312, Guest.ReadNumber($"{zone.Directory}/temp"));
        zone.MilliCelsius = 51_000;
        Assert.Equal(51_000, Guest.ReadNumber($"{zone.Directory}/temp"));
        zone.IsFailing = true;
        Assert.Throws<IOException>(() => Guest.Read($"{zone.Directory}/temp"));
    }

    [VmFact]
    public async Task An_LED_keeps_the_brightness_that_it_was_given()
    {
        await using var leds = await Lamps.LoadAsync(("status", 1), ("infrared", 255));
        Guest.Write($"{Lamps.DirectoryOf("infrared")}/brightness", 77);
        Assert.Equal(77, Lamps.Brightness("infrared"));
        Assert.Equal(1, Guest.ReadNumber($"{Lamps.DirectoryOf("status")}/max_brightness"));
    }

    [VmFact]
    public async Task A_sound_card_is_there()
    {
        await using var microphone = await Microphone.LoadAsync();
        Assert.Contains(Microphone.Card, await File.ReadAllTextAsync("/proc/asound/cards"), StringComparison.Ordinal);
    }
}
