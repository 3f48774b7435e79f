using CamAgent.HomeAutomation.Discovery;

namespace CamAgent.HomeAutomation.Entities;

/// <summary>The camera itself: its picture, its privacy switch, how much it may send, and who watches.</summary>
internal static class CameraEntities
{
    public static IReadOnlyList<string> Qualities { get; } = ["auto", "low", "medium", "high"];

    /// <summary>The latest snapshot, and the one of the last event.</summary>
    public static IEnumerable<Component> Pictures(EntityBuilder entities)
    {
        yield return entities.New(Platform.Camera, "snapshot", "Snapshot").With("topic", entities.Topics.Of("snapshot"));
        yield return entities.New(Platform.Image, "last_event", "Last event")
            .With("image_topic", entities.Topics.Of("snapshot/last-event")).With("content_type", "image/jpeg");
        yield return entities.New(Platform.Button, "snapshot_take", "Take snapshot")
            .With("command_topic", entities.Topics.Of("snapshot/take")).With("icon", "mdi:camera");
    }

    public static Component Privacy(EntityBuilder entities) => entities.New(Platform.Switch, "camera", "Camera")
        .With("state_topic", entities.Topics.Of("camera/state"))
        .With("command_topic", entities.Topics.Of("camera/set"))
        .With("icon", "mdi:cctv");

    /// <param name="minimum">In kbit/s.</param>
    /// <param name="maximum">In kbit/s.</param>
    public static Component Bitrate(EntityBuilder entities, int minimum, int maximum) => entities.New(Platform.Number, "bitrate", "Bitrate limit")
        .With("state_topic", entities.Topics.Of("bitrate/state"))
        .With("command_topic", entities.Topics.Of("bitrate/set"))
        .With("device_class", "data_rate")
        .With("unit_of_measurement", "kbit/s")
        .With("min", (double)minimum).With("max", (double)maximum).With("step", 1d)
        .With("mode", "box")
        .With("entity_category", "config");

    public static Component Quality(EntityBuilder entities) => entities.New(Platform.Select, "quality", "Quality")
        .With("state_topic", entities.Topics.Of("quality/state"))
        .With("command_topic", entities.Topics.Of("quality/set"))
        .With("options", Qualities)
        .With("icon", "mdi:quality-high")
        .With("entity_category", "config");

    public static Component Viewers(EntityBuilder entities) => entities.New(Platform.Sensor, "viewers", "Viewers")
        .With("state_topic", entities.Topics.Of("viewers/state"))
        .With("value_template", "{{ value_json.count }}")
        .With("json_attributes_topic", entities.Topics.Of("viewers/state"))
        .With("state_class", "measurement")
        .With("icon", "mdi:account-eye");
}
