using CamAgent.Demo;
using CamAgent.Hardware.Gpio;
using CamAgent.Tests.Configuration;
using CamAgent.Tests.Signaling;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.Demo;

public sealed class DemoDevicesTests
{
    [Fact]
    public async Task In_the_demo_somebody_walks_by_and_the_relay_heats()
    {
        var configuration = Loaded.Without(demo: true).Configuration!;
        await using var devices = DemoDevices.Attach(configuration, TimeProvider.System, NullLogger.Instance, out var demo);
        using (demo)
        {
            var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
            devices.Inputs.Changed += change => seen.Add($"{change.Input.Name} {change.IsOn}");
            devices.Start();
            Eventually.Is(() => devices.Sensors.All.Any(reading => reading is { Name: "demo-temperature", Value: not null }));
            var cold = devices.Sensors.All.Single(reading => reading.Name == "demo-temperature").Value;
            Assert.True(devices.Outputs.TrySet("relay", true, out _));
            for (var i = 0; i < 150; i++)
                demo!.Tick();

            devices.Sensors.Refresh();
            Eventually.Is(() => devices.Sensors.All.Single(reading => reading.Name == "demo-temperature").Value > cold + 2);
            Eventually.Is(() => seen.Contains("pir True") && seen.Contains("doorbell True"));
        }
    }

    [Fact]
    public async Task Lines_that_somebody_configured_are_real_in_the_demo_too()
    {
        var configuration = Loaded.From("""{ "gpio": { "inputs": [ { "name": "a", "chip": "no-such-chip", "line": 1 } ] } }""", demo: true).Configuration!;
        await using var devices = DemoDevices.Attach(configuration, TimeProvider.System, NullLogger.Instance, out var demo);
        devices.Start();

        Assert.Null(demo);
        Assert.Equal(GpioProblemKind.NoChip, Assert.Single(devices.Inputs.All).Problem!.Kind);
    }
}
