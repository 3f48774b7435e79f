using CamAgent.HomeAutomation.Discovery;

namespace CamAgent.HomeAutomation.Entities;

/// <summary>The machine's sensors.</summary>
internal static class SensorEntities
{
    /// <param name="kind">What it measures: <c>temperature</c>.</param>
    /// <param name="unit">Null where there is none.</param>
    /// <param name="decimals">That mean something.</param>
    public static Component Of(EntityBuilder entities, string name, string kind, string? unit, int decimals) => entities.NewPart(Platform.Sensor, $"sensor_{name}", EntityBuilder.Readable(name), $"sensor/{name}")
            .With("state_topic", entities.Topics.Of($"sensor/{name}/state"))
            .WithOptional("device_class", MeasuredQuantity.Of(kind, unit).DeviceClass)
            .WithOptional("unit_of_measurement", unit)
            // Energy only grows, and Home Assistant takes its class with no other.
            .With("state_class", kind == "energy" ? "total_increasing" : "measurement")
            .With("suggested_display_precision", (double)decimals);
}
