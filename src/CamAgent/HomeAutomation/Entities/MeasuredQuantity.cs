namespace CamAgent.HomeAutomation.Entities;

/// <summary>How Home Assistant classes a measured quantity.</summary>
/// <param name="DeviceClass">Null where Home Assistant has none, or none that takes this unit.</param>
internal readonly record struct MeasuredQuantity(string? DeviceClass)
{
    /// <summary>The device class wants one of its own units (Home Assistant, "Sensor: device class"); with another unit the entity goes without a class.</summary>
    public static MeasuredQuantity Of(string kind, string? unit) => kind switch
    {
        "temperature" => Classed("temperature", unit, "°C", "°F", "K"),
        "humidity" => Classed("humidity", unit, "%"),
        "pressure" => Classed("atmospheric_pressure", unit, "hPa", "mbar", "Pa", "kPa"),
        "illuminance" => Classed("illuminance", unit, "lx"),
        "voltage" => Classed("voltage", unit, "V", "mV", "µV"),
        "current" => Classed("current", unit, "A", "mA"),
        "power" => Classed("power", unit, "W", "mW", "kW"),
        "energy" => Classed("energy", unit, "J", "Wh", "kWh"),
        "frequency" => Classed("frequency", unit, "Hz", "kHz", "MHz"),
        "distance" => Classed("distance", unit, "m", "cm", "mm"),
        "co2" => Classed("carbon_dioxide", unit, "ppm"),
        "voc" => Classed("volatile_organic_compounds_parts", unit, "ppb", "ppm"),
        "pm1" => Classed("pm1", unit, "µg/m³"),
        "pm25" => Classed("pm25", unit, "µg/m³"),
        "pm10" => Classed("pm10", unit, "µg/m³"),
        // A class without a unit.
        "ph" => new("ph"),
        _ => new(null),
    };

    private static MeasuredQuantity Classed(string deviceClass, string? unit, params ReadOnlySpan<string> units) =>
        new(unit is not null && units.Contains(unit) ? deviceClass : null);
}
