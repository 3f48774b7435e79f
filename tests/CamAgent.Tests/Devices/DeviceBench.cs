using System.Collections.Concurrent;
using CamAgent.Configuration;
using CamAgent.Devices;
using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.Gpio.Simulation;
using CamAgent.Hardware.Sensors.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.Devices;

/// <summary>A door with a button, a sensor of movement, a relay and a lamp, on a simulated chip; its threads run.</summary>
internal sealed class DeviceBench : IAsyncDisposable
{
    public const int Pir = 1;
    public const int Doorbell = 2;
    public const int Relay = 3;

    public DeviceBench()
    {
        Gpio = new SimulatedGpio(TimeProvider.System);
        Chip = Gpio.AddChip("gpiochip0", "soc", 8);
        Sensors = new SimulatedSensors();
        var configuration = new GpioConfiguration(
            [new("pir", "soc", Pir, "motion", false, GpioBias.AsIs, 50), new("doorbell", "soc", Doorbell, "doorbell", false, GpioBias.AsIs, 0)],
            [new("relay", "soc", Relay, "switch", false)]);
        Devices = new AttachedDevices(Gpio, configuration, Sensors, new SensorsConfiguration(["*"], 3600), TimeProvider.System, NullLogger.Instance);
        Devices.Inputs.Changed += InputChanges.Enqueue;
        Devices.Outputs.Changed += output => OutputChanges.Enqueue(output.IsOn);
    }

    public SimulatedGpio Gpio { get; }

    public SimulatedGpioChip Chip { get; }

    public SimulatedSensors Sensors { get; }

    public AttachedDevices Devices { get; }

    public ConcurrentQueue<DeviceInputChange> InputChanges { get; } = new();

    public ConcurrentQueue<bool?> OutputChanges { get; } = new();

    /// <summary>Starts, and waits until both inputs and the output were told.</summary>
    public DeviceBench Started()
    {
        Devices.Start();
        Signaling.Eventually.Is(() => InputChanges.Count == 2 && OutputChanges.Count == 1);
        InputChanges.Clear();
        OutputChanges.Clear();
        return this;
    }

    public DeviceInputChange NextInput()
    {
        DeviceInputChange change = default;
        Signaling.Eventually.Is(() => InputChanges.TryDequeue(out change));
        return change;
    }

    public bool? NextOutput()
    {
        bool? change = null;
        Signaling.Eventually.Is(() => OutputChanges.TryDequeue(out change));
        return change;
    }

    public ValueTask DisposeAsync() => Devices.DisposeAsync();
}
