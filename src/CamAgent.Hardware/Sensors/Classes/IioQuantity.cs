namespace CamAgent.Hardware.Sensors.Classes;

/// <summary>What an IIO channel measures, by its name.</summary>
/// <param name="Type">Of the channel, without its number: <c>voltage</c>; <c>voltage-voltage</c> for a difference.</param>
/// <param name="Detail">What tells it from others of its kind: <c>0</c>, <c>0-1</c>, <c>ambient</c>; empty when there is one.</param>
/// <param name="Factor">From the ABI's unit, after scale and offset, to the kind's.</param>
internal sealed record IioQuantity(SensorKind Kind, string Type, string Detail, double Factor)
{
    private static readonly char[] Digits = [.. "0123456789"];

    /// <param name="channel"><c>temp</c>, <c>voltage0</c>, <c>voltage0-voltage1</c>, <c>concentration_co2</c>.</param>
    public static IioQuantity? Of(string channel)
    {
        var underscore = channel.IndexOf('_', StringComparison.Ordinal);
        var head = underscore < 0 ? channel : channel[..underscore];
        var modifier = underscore < 0 ? "" : channel[(underscore + 1)..];
        var parts = head.Split('-');
        var types = Array.ConvertAll(parts, part => part.TrimEnd(Digits));
        if (parts.Length > 2 || types[0].Length == 0 || types[0] != types[^1])
            return null;
        var numbers = string.Join('-', parts.Select(part => part[types[0].Length..]).Where(number => number.Length > 0));
        var (kind, factor, isNamed) = KindOf(types[0], modifier);
        return kind is { } known
            ? new IioQuantity(known, string.Join('-', types), SensorName.Join(numbers, isNamed ? "" : SensorName.Slug(modifier)), factor)
            : null;
    }

    /// <returns>Whether the modifier is part of the kind.</returns>
    private static (SensorKind? Kind, double Factor, bool IsNamed) KindOf(string type, string modifier) => (type, modifier) switch
    {
        // Milli degrees Celsius, milli percent, kilopascal, lux, millivolt, milliampere, milliwatt, joule.
        ("temp", _) => (SensorKind.Temperature, 1e-3, false),
        ("humidityrelative", _) => (SensorKind.Humidity, 1e-3, false),
        ("pressure", _) => (SensorKind.Pressure, 10, false),
        ("illuminance", _) => (SensorKind.Illuminance, 1, false),
        ("voltage", _) => (SensorKind.Voltage, 1e-3, false),
        ("current", _) => (SensorKind.Current, 1e-3, false),
        ("power", _) => (SensorKind.Power, 1e-3, false),
        ("energy", _) => (SensorKind.Energy, 1.0 / 3600, false),
        ("resistance", _) => (SensorKind.Resistance, 1, false),
        ("distance", _) => (SensorKind.Distance, 1, false),
        ("uvindex", _) => (SensorKind.UvIndex, 1, false),
        ("ph", _) => (SensorKind.Ph, 1, false),
        // Percent to parts in a million.
        ("concentration", "co2") => (SensorKind.CarbonDioxide, 1e4, true),
        ("concentration", "voc") => (SensorKind.VolatileOrganicCompounds, 1e4, true),
        // Micrograms in a cubic metre.
        ("massconcentration", "pm1") => (SensorKind.Pm1, 1, true),
        ("massconcentration", "pm2p5") => (SensorKind.Pm25, 1, true),
        ("massconcentration", "pm10") => (SensorKind.Pm10, 1, true),
        _ => (null, 0, false),
    };
}
