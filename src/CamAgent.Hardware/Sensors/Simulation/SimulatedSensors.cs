using System.Diagnostics.CodeAnalysis;

namespace CamAgent.Hardware.Sensors.Simulation;

/// <summary>Sensors that are not there: for the demo, and for tests. Any thread may change them.</summary>
public sealed class SimulatedSensors : SensorSource
{
    private volatile SimulatedSensor[] _sensors = [];

    /// <param name="measure">Asked at each reading; NaN: the sensor fails.</param>
    public SimulatedSensors Add(string name, SensorKind kind, Func<double> measure, bool isSlow = false)
    {
        _sensors = [.. _sensors, new SimulatedSensor(name, kind, measure, isSlow)];
        return this;
    }

    /// <summary>Unplugs it.</summary>
    public void Remove(string name) => _sensors = [.. _sensors.Where(sensor => sensor.Name != name)];

    public override IReadOnlyList<Sensor> Discover() => [.. _sensors.OrderBy(sensor => sensor.Name, StringComparer.Ordinal)];

    private sealed class SimulatedSensor(string name, SensorKind kind, Func<double> measure, bool isSlow) : Sensor(name, kind, "simulated")
    {
        public override bool IsSlow => isSlow;

        private protected override bool TryMeasure(out double value, [NotNullWhen(false)] out string? problem)
        {
            value = measure();
            problem = double.IsNaN(value) ? "it does not answer (simulated)" : null;
            return problem is null;
        }
    }
}
