using CamAgent.HomeAutomation.Discovery;

namespace CamAgent.HomeAutomation.Entities;

/// <summary>The machine's sensors.</summary>
internal static class SensorEntities
{
    /// <param name="kind">What it measures: <c>temperature</c>.</param>
    /// <param name="stateClass"><c>measurement</c>, or <c>total_increasing</c> for what only grows.</param>
    public static Component Of(EntityBuilder entities, string name, string kind, string? unit, string stateClass = "measurement")
    {
        var quantity = MeasuredQuantity.Of(kind, unit);
        return entities.NewPart(Platform.Sensor, $"sensor_{name}", EntityBuilder.Readable(name), $"sensor/{name}")
            .With("state_topic", entities.Topics.Of($"sensor/{name}/state"))
            .WithOptional("device_class", quantity.DeviceClass)
            .WithOptional("unit_of_measurement", quantity.Unit)
            .With("state_class", stateClass)
            .With("suggested_display_precision", (double)quantity.Decimals);
    }
}
