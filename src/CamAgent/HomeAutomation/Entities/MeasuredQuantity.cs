namespace CamAgent.HomeAutomation.Entities;

/// <summary>How Home Assistant classes a measured quantity: device class, the unit it takes for it, decimals that mean something.</summary>
/// <param name="DeviceClass">Null where Home Assistant has none.</param>
internal sealed record MeasuredQuantity(string? DeviceClass, string? Unit, int Decimals)
{
    /// <summary>The device class wants one of its own units (Home Assistant, "Sensor: device class"); with another unit the entity goes without a class.</summary>
    public static MeasuredQuantity Of(string kind, string? unit) => kind switch
    {
        "temperature" => Classed("temperature", unit, 1, "°C", "°F", "K"),
        "humidity" => Classed("humidity", unit, 1, "%"),
        "pressure" => Classed("atmospheric_pressure", unit, 1, "hPa", "mbar", "Pa", "kPa"),
        "illuminance" => Classed("illuminance", unit, 0, "lx"),
        "voltage" => Classed("voltage", unit, 3, "V", "mV", "µV"),
        "current" => Classed("current", unit, 3, "A", "mA"),
        "power" => Classed("power", unit, 2, "W", "mW", "kW"),
        "energy" => Classed("energy", unit, 3, "J", "Wh", "kWh"),
        "frequency" => Classed("frequency", unit, 1, "Hz", "kHz", "MHz"),
        "distance" => Classed("distance", unit, 3, "m", "cm", "mm"),
        "co2" => Classed("carbon_dioxide", unit, 0, "ppm"),
        "signal" => Classed("signal_strength", unit, 0, "dBm", "dB"),
        _ => new MeasuredQuantity(null, unit, 2),
    };

    private static MeasuredQuantity Classed(string deviceClass, string? unit, int decimals, params ReadOnlySpan<string> units) =>
        new(unit is not null && units.Contains(unit) ? deviceClass : null, unit, decimals);
}
