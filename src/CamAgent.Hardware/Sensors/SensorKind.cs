namespace CamAgent.Hardware.Sensors;

/// <summary>What is measured. Each kind has one unit, whatever the driver's is: <see cref="SensorKinds"/>.</summary>
public enum SensorKind
{
    Temperature,
    Humidity,
    Pressure,
    Illuminance,
    Voltage,
    Current,
    Power,
    Energy,
    FanSpeed,
    Resistance,
    Distance,
    UvIndex,
    Ph,
    CarbonDioxide,
    VolatileOrganicCompounds,

    /// <summary>Particles up to 1 µm.</summary>
    Pm1,

    /// <summary>Particles up to 2.5 µm.</summary>
    Pm25,

    /// <summary>Particles up to 10 µm.</summary>
    Pm10,
}
