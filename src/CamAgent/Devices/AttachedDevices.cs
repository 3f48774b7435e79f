using CamAgent.Configuration;
using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.Sensors;

namespace CamAgent.Devices;

/// <summary>
/// What is attached to the board besides the camera: GPIO inputs and outputs, and sensors. What is not there does not keep anything else from working; it is
/// unavailable, says why, and is tried again.
/// </summary>
/// <remarks>
/// Handlers are added between construction and <see cref="Start"/>, so that they hear of everything; those that come later read the lists first.
/// </remarks>
internal sealed class AttachedDevices : IAsyncDisposable
{
    private readonly GpioLines _lines;
    private readonly ILogger _log;
    private readonly Dictionary<GpioLine, GpioProblem?> _said = [];
    private volatile SensorsConfiguration _sensors;
    private Task _pump = Task.CompletedTask;

    public AttachedDevices(GpioKernel kernel, GpioConfiguration gpio, SensorSource sensors, SensorsConfiguration configuration, TimeProvider time, ILogger log)
    {
        _log = log;
        _sensors = configuration;
        _lines = new GpioLines(kernel, gpio.Inputs.Select(DeviceSettings.ToSettings), gpio.Outputs.Select(DeviceSettings.ToSettings), time);
        Inputs = new DeviceInputs(_lines.Inputs.Zip(gpio.Inputs, (line, input) => new DeviceInput(line, input.Kind)), time);
        Outputs = new DeviceOutputs(_lines.Outputs.Zip(gpio.Outputs, (line, output) => new DeviceOutput(line, output.Kind)));
        Sensors = new SensorReadings(sensors, () => _sensors, time, log);
    }

    public DeviceInputs Inputs { get; }

    public DeviceOutputs Outputs { get; }

    public SensorReadings Sensors { get; }

    /// <summary>Configured lines that are unavailable, in words: <c>input pir: line 17 of gpiochip0 is in use by "led0"</c>.</summary>
    public IEnumerable<string> Problems =>
        Inputs.All.Where(input => input.Problem is not null).Select(input => $"input {input.Name}: {input.Problem!.What}")
            .Concat(Outputs.All.Where(output => output.Problem is not null).Select(output => $"output {output.Name}: {output.Problem!.What}"));

    /// <summary>Takes the lines, whose levels are known when it returns, and begins to read sensors.</summary>
    public void Start()
    {
        _lines.Start();
        AppDomain.CurrentDomain.UnhandledException += SetOutputsBack;
        _pump = Task.Run(PumpAsync);
        Sensors.Start();
    }

    /// <summary>Takes what is live of a configuration that was read again: which sensors, and how often.</summary>
    public void Apply(SensorsConfiguration sensors)
    {
        _sensors = sensors;
        Sensors.Refresh();
    }

    /// <summary>Sets outputs to their initial levels and gives every line back.</summary>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.UnhandledException -= SetOutputsBack;
        Sensors.Dispose();
        _lines.Dispose();
        await _pump;
    }

    /// <summary>The process ends with an exception that nobody caught. Some chips keep the last level of a line that is given back.</summary>
    private void SetOutputsBack(object sender, UnhandledExceptionEventArgs e) => _lines.SetOutputsBack();

    private async Task PumpAsync()
    {
        long dropped = 0;
        await foreach (var change in _lines.Changes.ReadAllAsync())
        {
            try
            {
                Say(change.Line);
                Inputs.Take(change);
                Outputs.Take(change);
                if (_lines.Dropped is var now && now > dropped)
                {
                    DevicesLog.ChangesDropped(_log, now - dropped);
                    dropped = now;
                    Inputs.Resynchronise();
                    Outputs.Resynchronise();
                }
            }
#pragma warning disable CA1031 // Somebody's handler must not keep the doorbell from everybody else for ever.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                DevicesLog.ChangeFault(_log, exception);
            }
        }
    }

    /// <summary>Availability goes to the log; levels do not.</summary>
    private void Say(GpioLine line)
    {
        var problem = line.Problem;
        if ((_said.TryGetValue(line, out var said) && said == problem) || problem?.Kind == GpioProblemKind.Closed)
            return;
        _said[line] = problem;
        var direction = line is GpioInput ? "Input" : "Output";
        if (problem is not null)
            DevicesLog.LineUnavailable(_log, direction, line.Name, problem.ToString());
        else
            DevicesLog.LineRuns(_log, direction, line.Name, line.Place, line.IsOn == true ? "on" : "off");
    }
}
