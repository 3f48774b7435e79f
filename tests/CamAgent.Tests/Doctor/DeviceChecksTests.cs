using CamAgent.Doctor;
using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.Gpio.Simulation;
using CamAgent.Hardware.Sensors;
using CamAgent.Hardware.Sensors.Simulation;
using CamAgent.Tests.Configuration;

namespace CamAgent.Tests.Doctor;

public sealed class DeviceChecksTests
{
    private readonly SimulatedGpio _gpio = new(TimeProvider.System);
    private readonly SimulatedSensors _sensors = new();

    [Fact]
    public async Task A_free_input_is_taken_for_a_moment_and_its_level_shown()
    {
        var chip = Chip();
        chip.Pull(2, true);
        chip.NameLine(2, "GPIO2");

        Assert.Equal((DoctorStatus.Ok, "line 2 of gpiochip0 (soc), \"GPIO2\", is free and on"), await Look("input pir"));
        Assert.Equal((DoctorStatus.Ok, "line 3 of gpiochip0 (soc), is free (an input now)"), await Look("output relay"));
        Assert.Equal((DoctorStatus.Ok, "gpiochip0 (soc): 8 lines"), await Look("GPIO"));
    }

    [Fact]
    public async Task Lines_that_the_running_agent_holds_are_in_order()
    {
        Chip();
        using var agent = new GpioLines(_gpio, [new("pir", "soc", 2)], [new("relay", "soc", 3)], TimeProvider.System);
        agent.Start();

        Assert.Equal((DoctorStatus.Ok, "line 2 of gpiochip0 (soc), in use by the running agent"), await Look("input pir"));
        Assert.Equal((DoctorStatus.Ok, "line 3 of gpiochip0 (soc), in use by the running agent"), await Look("output relay"));
    }

    [Fact]
    public async Task A_line_that_somebody_else_holds_fails_with_the_name()
    {
        Chip().Occupy(2, "led0");

        Assert.Equal((DoctorStatus.Fail, "line 2 of gpiochip0 (soc), is in use by \"led0\""), await Look("input pir"));
    }

    [Fact]
    public async Task Without_a_chip_every_row_says_so()
    {
        Assert.Equal((DoctorStatus.Fail, "there is no GPIO chip, and lines are configured"), await Look("GPIO"));
        Assert.Equal((DoctorStatus.Fail, "there is no GPIO chip \"soc\""), await Look("output relay"));
        Assert.Equal((DoctorStatus.Ok, "no chips"), await Look("GPIO", "{}"));
    }

    [Fact]
    public async Task A_line_beyond_the_chip_fails()
    {
        _gpio.AddChip("gpiochip0", "soc", 2);

        Assert.Equal((DoctorStatus.Fail, "gpiochip0 (soc) has lines 0 to 1, and no line 3"), await Look("output relay"));
    }

    [Fact]
    public async Task Sensors_are_shown_with_values_and_failures()
    {
        Assert.Equal((DoctorStatus.Ok, "none found"), await Look("sensors"));
        _sensors.Add("bmp280-pressure", SensorKind.Pressure, () => 1013.25);
        Assert.Equal((DoctorStatus.Ok, "bmp280-pressure 1013.3 hPa"), await Look("sensors"));
        Assert.Equal((DoctorStatus.Warn, "none of 1 found is included; nothing is called \"lm75*\""), await Look("sensors", """{ "sensors": { "include": ["lm75*"] } }"""));
        _sensors.Add("lm75-temperature", SensorKind.Temperature, () => double.NaN);
        Assert.Equal((DoctorStatus.Warn, "bmp280-pressure 1013.3 hPa, lm75-temperature: it does not answer (simulated)"), await Look("sensors"));
    }

    private SimulatedGpioChip Chip() => _gpio.AddChip("gpiochip0", "soc", 8);

    private async Task<(DoctorStatus Status, string What)> Look(
        string name, string json = """{ "gpio": { "inputs": [ { "name": "pir", "chip": "soc", "line": 2 } ], "outputs": [ { "name": "relay", "chip": "soc", "line": 3 } ] } }""")
    {
        var checks = DeviceChecks.All(Loaded.Valid(json), _gpio, _sensors, TimeProvider.System, "/nonexistent").Where(check => check.Name == name);
        var row = Assert.Single(await DoctorRounds.RunAsync([.. checks], TimeProvider.System, CancellationToken.None));
        return (row.Status, row.What);
    }
}
