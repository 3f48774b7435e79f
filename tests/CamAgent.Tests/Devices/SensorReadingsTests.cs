using CamAgent.Configuration;
using CamAgent.Devices;
using CamAgent.Hardware.Sensors;
using CamAgent.Hardware.Sensors.Simulation;
using CamAgent.Tests.Signaling;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.Devices;

/// <summary>Rounds are made by hand, under a clock that stands still.</summary>
public sealed class SensorReadingsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly SimulatedSensors _source = new();
    private readonly SensorReadings _readings;
    private readonly List<string> _told = [];
    private SensorsConfiguration _configuration = new(["*"], 30);
    private double _temperature = 21.04;

    public SensorReadingsTests()
    {
        _source.Add("lm75-temperature", SensorKind.Temperature, () => _temperature);
        _readings = new SensorReadings(_source, () => _configuration, _time, NullLogger.Instance);
        _readings.Changed += reading => _told.Add(Describe(reading));
        _readings.Discovered += () => _told.Add("discovered");
    }

    public void Dispose() => _readings.Dispose();

    [Fact]
    public void A_sensor_is_discovered_and_then_told_when_its_rounded_value_changes()
    {
        _readings.RoundOfFast();
        _temperature = 21.01;
        _readings.RoundOfFast();
        _temperature = 21.1;
        _readings.RoundOfFast();

        Assert.Equal(["discovered", "lm75-temperature 21 °C", "lm75-temperature 21.1 °C"], _told);
        Assert.Equal(new SensorReading("lm75-temperature", "temperature", "°C", 1, 21.1, null), Assert.Single(_readings.All));
    }

    [Fact]
    public void One_failure_is_forgiven_and_two_are_told_once()
    {
        _readings.RoundOfFast();
        _told.Clear();
        _temperature = double.NaN;
        _readings.RoundOfFast();
        Assert.Empty(_told);
        _readings.RoundOfFast();
        _readings.RoundOfFast();
        _temperature = 22;
        _readings.RoundOfFast();

        Assert.Equal(["lm75-temperature: it does not answer (simulated)", "lm75-temperature 22 °C"], _told);
    }

    [Fact]
    public void A_sensor_that_went_is_unavailable_at_once_and_not_stale()
    {
        _readings.RoundOfFast();
        _told.Clear();
        _source.Remove("lm75-temperature");
        _readings.RoundOfFast();
        _readings.RoundOfFast();

        Assert.Equal(["lm75-temperature: it is gone"], _told);
        Assert.Null(Assert.Single(_readings.All).Value);

        _source.Add("lm75-temperature", SensorKind.Temperature, () => 20);
        _readings.RoundOfFast();
        Assert.Equal(20, Assert.Single(_readings.All).Value);
    }

    [Fact]
    public void Patterns_are_live()
    {
        _source.Add("cpu-temperature", SensorKind.Temperature, () => 50);
        _configuration = new(["lm75-*"], 30);
        _readings.RoundOfFast();
        Assert.Equal(["lm75-temperature"], [.. _readings.All.Select(reading => reading.Name)]);
        _configuration = new(["cpu-*"], 30);
        _readings.RoundOfFast();
        Assert.Equal(["cpu-temperature"], [.. _readings.All.Select(reading => reading.Name)]);
        _configuration = new([], 30);
        _readings.RoundOfFast();

        Assert.Empty(_readings.All);
    }

    [Fact]
    public void What_a_hanging_bus_said_long_ago_is_no_longer_said()
    {
        _readings.RoundOfFast();
        _told.Clear();
        _time.Advance(TimeSpan.FromSeconds(100));
        _readings.ExpireStale();
        Assert.Empty(_told);
        _time.Advance(TimeSpan.FromSeconds(10));
        _readings.ExpireStale();
        _readings.ExpireStale();

        Assert.Equal(["lm75-temperature: it has not answered for 105 s"], _told);
    }

    [Fact]
    public void A_slow_sensor_does_not_hold_up_the_others()
    {
        using var readings = new SensorReadings(_source, () => _configuration, _time, NullLogger.Instance);
        using var hangs = new ManualResetEventSlim();
        _source.Add("ds18b20-temperature", SensorKind.Temperature, () => hangs.Wait(TimeSpan.FromSeconds(20)) ? 5 : 6, isSlow: true);
        readings.Start();
        Eventually.Is(() => readings.All.Any(reading => reading is { Name: "lm75-temperature", Value: not null }));
        Assert.Null(readings.All.Single(reading => reading.Name == "ds18b20-temperature").Value);
        hangs.Set();

        Eventually.Is(() => readings.All.Single(reading => reading.Name == "ds18b20-temperature").Value is 5);
    }

    [Fact]
    public void A_refresh_reads_at_once()
    {
        var time = TimeProvider.System;
        var configuration = new SensorsConfiguration(["*"], 3600);
        using var readings = new SensorReadings(_source, () => configuration, time, NullLogger.Instance);
        readings.Start();
        Eventually.Is(() => readings.All.Any(reading => reading.Value is not null));
        configuration = new([], 3600);
        readings.Refresh();

        Eventually.Is(() => readings.All.Count == 0);
    }

    private static string Describe(SensorReading reading) =>
        reading.Value is { } value ? FormattableString.Invariant($"{reading.Name} {value} {reading.Unit}") : $"{reading.Name}: {reading.Problem}";
}
