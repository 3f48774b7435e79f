using CamAgent.Configuration;
using CamAgent.Devices;
using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.Gpio.Simulation;
using CamAgent.Hardware.Sensors;
using CamAgent.Hardware.Sensors.Simulation;

namespace CamAgent.Demo;

/// <summary>
/// A hall that is not there: somebody walks by now and then, seldom rings, and a relay switches a heater, which the thermometer feels.
/// For the demo (contract §1), through the same code as real lines and sensors.
/// </summary>
internal sealed class DemoDevices : IDisposable
{
    private const int Motion = 0;
    private const int Doorbell = 1;
    private const int Relay = 2;
    private const int Light = 3;
    private const int MotionEvery = 40;
    private const int MotionFor = 6;
    private const int DoorbellEvery = 150;
    private const int DoorbellAt = 45;
    private const double Outside = 19;
    private const double Heated = 24;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SimulatedGpioChip _chip;
    private readonly ITimer _timer;
    private int _seconds;
    private double _temperature = 20.5;

    public DemoDevices(TimeProvider time)
    {
        Gpio = new SimulatedGpio(time);
        _chip = Gpio.AddChip("gpiochip0", "demo", 8);
        Sensors = new SimulatedSensors()
            .Add("demo-temperature", SensorKind.Temperature, () => Volatile.Read(ref _temperature))
            // The air's water stays, so what is warmer is drier.
            .Add("demo-humidity", SensorKind.Humidity, () => 48 - (3 * (Volatile.Read(ref _temperature) - Outside)));
        _timer = time.CreateTimer(_ => Tick(), null, Second, Second);
    }

    public static GpioConfiguration Configuration { get; } = new(
        [
            new GpioInputConfiguration("pir", "demo", Motion, "motion", ActiveLow: false, GpioBias.AsIs, DebounceMs: 0),
            new GpioInputConfiguration("doorbell", "demo", Doorbell, "doorbell", ActiveLow: false, GpioBias.AsIs, DebounceMs: 0),
        ],
        [
            new GpioOutputConfiguration("relay", "demo", Relay, "switch", Initial: false),
            new GpioOutputConfiguration("ir-led", "demo", Light, "light", Initial: false),
        ]);

    public SimulatedGpio Gpio { get; }

    public SimulatedSensors Sensors { get; }

    /// <summary>The devices of an agent: the machine's; in the demo simulated ones, unless somebody configured lines.</summary>
    /// <param name="demo">To be disposed of after the devices; null when it is not the demo.</param>
    public static AttachedDevices Attach(AgentConfiguration configuration, TimeProvider time, ILogger log, out DemoDevices? demo)
    {
        demo = null;
        if (!configuration.Demo || configuration.Gpio is not { Inputs.Count: 0, Outputs.Count: 0 })
            return new AttachedDevices(GpioKernel.Linux, configuration.Gpio, new SysfsSensors(), configuration.Sensors, time, log);
        demo = new DemoDevices(time);
        return new AttachedDevices(demo.Gpio, Configuration, demo.Sensors, configuration.Sensors, time, log);
    }

    public void Dispose() => _timer.Dispose();

    internal void Tick()
    {
        _seconds++;
        _chip.Pull(Motion, _seconds % MotionEvery is >= MotionEvery - MotionFor);
        _chip.Pull(Doorbell, _seconds % DoorbellEvery == DoorbellAt);
        var goal = _chip.IsHigh(Relay) ? Heated : Outside;
        Volatile.Write(ref _temperature, _temperature + ((goal - _temperature) / 60));
    }
}
