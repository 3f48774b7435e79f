namespace CamAgent.Hardware.Sensors;

/// <summary>Names, units and sensible precisions of the kinds.</summary>
public static class SensorKinds
{
    /// <summary>As it is within a sensor's name: <c>bmp280-pressure</c>.</summary>
    public static string Word(this SensorKind kind) => kind switch
    {
        SensorKind.FanSpeed => "fan",
        SensorKind.UvIndex => "uv",
        SensorKind.CarbonDioxide => "co2",
        SensorKind.VolatileOrganicCompounds => "voc",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>As it is printed behind the number; empty where there is none.</summary>
    public static string Unit(this SensorKind kind) => kind switch
    {
        SensorKind.Temperature => "°C",
        SensorKind.Humidity => "%",
        SensorKind.Pressure => "hPa",
        SensorKind.Illuminance => "lx",
        SensorKind.Voltage => "V",
        SensorKind.Current => "A",
        SensorKind.Power => "W",
        SensorKind.Energy => "Wh",
        SensorKind.FanSpeed => "rpm",
        SensorKind.Resistance => "Ω",
        SensorKind.Distance => "m",
        SensorKind.CarbonDioxide or SensorKind.VolatileOrganicCompounds => "ppm",
        SensorKind.Pm1 or SensorKind.Pm25 or SensorKind.Pm10 => "µg/m³",
        _ => "",
    };

    /// <summary>Digits behind the point that mean something.</summary>
    public static int Precision(this SensorKind kind) => kind switch
    {
        SensorKind.Voltage or SensorKind.Current or SensorKind.Distance => 3,
        SensorKind.Power or SensorKind.Energy or SensorKind.Ph => 2,
        SensorKind.Temperature or SensorKind.Humidity or SensorKind.Pressure or SensorKind.Illuminance or SensorKind.UvIndex
            or SensorKind.Pm1 or SensorKind.Pm25 or SensorKind.Pm10 => 1,
        _ => 0,
    };
}
