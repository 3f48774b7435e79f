using CamAgent.HomeAutomation.Discovery;

namespace CamAgent.HomeAutomation.Entities;

/// <summary>GPIO inputs: what can be on or off is a binary sensor, what is pressed is an event with a device trigger for each way to press it.</summary>
internal static class InputEntities
{
    /// <summary>What <c>event_type</c> can be, with what Home Assistant calls it in a device trigger.</summary>
    private static readonly (string Event, string Trigger)[] Presses =
        [("press", "button_short_press"), ("double_press", "button_double_press"), ("long_press", "button_long_press")];

    public static bool IsPressed(string kind) => kind is "button" or "doorbell";

    public static IEnumerable<Component> Of(EntityBuilder entities, string name, string kind) =>
        IsPressed(kind) ? Pressed(entities, name, kind) : [BinarySensor(entities, name, kind)];

    private static Component BinarySensor(EntityBuilder entities, string name, string kind) =>
        entities.NewPart(Platform.BinarySensor, $"input_{name}", EntityBuilder.Readable(name), $"input/{name}")
            .With("state_topic", entities.Topics.Of($"input/{name}/state"))
            .WithOptional("device_class", kind == "generic" ? null : kind);

    private static IEnumerable<Component> Pressed(EntityBuilder entities, string name, string kind)
    {
        var topic = entities.Topics.Of($"input/{name}/event");
        yield return entities.NewPart(Platform.Event, $"input_{name}", EntityBuilder.Readable(name), $"input/{name}")
            .With("state_topic", topic)
            .With("event_types", [.. Presses.Select(static press => press.Event)])
            .With("device_class", kind);
        foreach (var (press, trigger) in Presses)
        {
            yield return new Component($"trigger_{name}_{press}", Platform.DeviceAutomation)
                .With("automation_type", "trigger")
                .With("topic", topic)
                .With("type", trigger)
                .With("subtype", name)
                .With("payload", press)
                .With("value_template", "{{ value_json.event_type }}");
        }
    }
}
