using CamAgent.HomeAutomation.Discovery;

namespace CamAgent.HomeAutomation.Entities;

/// <summary>How the agent and its board do, each from one member of <c>diagnostics/state</c>; restart and update beside them.</summary>
internal static class DiagnosticEntities
{
    private static readonly Row[] Rows =
    [
        new("uptime_s", "Uptime", "duration", "s", 0),
        new("cpu_percent", "Processor load", null, "%", 1),
        new("rss_mb", "Memory", "data_size", "MB", 0),
        new("soc_temperature", "Processor temperature", "temperature", "°C", 1),
        new("signal_dbm", "Signal strength", "signal_strength", "dBm", 0),
        new("fps", "Frame rate", null, "fps", 0),
        new("encoder_kbps", "Encoder bitrate", "data_rate", "kbit/s", 0),
    ];

    /// <param name="known">The members of the state that this machine has.</param>
    public static IEnumerable<Component> Of(EntityBuilder entities, IReadOnlySet<string> known)
    {
        var topic = entities.Topics.Of("diagnostics/state");
        foreach (var row in Rows)
        {
            if (known.Contains(row.Member))
                yield return Diagnostic(entities, row, topic);
        }

        if (known.Contains("throttled"))
        {
            yield return entities.New(Platform.BinarySensor, "diagnostic_throttled", "Power or heat problem")
                .With("state_topic", topic)
                .With("value_template", "{{ 'ON' if value_json.throttled else 'OFF' }}")
                .With("device_class", "problem")
                .With("entity_category", "diagnostic");
        }

        yield return entities.New(Platform.Button, "restart", "Restart")
            .With("command_topic", entities.Topics.Of("restart/press"))
            .With("device_class", "restart")
            .With("entity_category", "config");
    }

    /// <summary>The installed and the available version; the state is JSON as Home Assistant defines it.</summary>
    public static Component Update(EntityBuilder entities) => entities.New(Platform.Update, "update", "Update")
        .With("state_topic", entities.Topics.Of("update/state"))
        .With("device_class", "firmware")
        .With("title", "CamAgent")
        .With("entity_category", "diagnostic");

    private static Component Diagnostic(EntityBuilder entities, Row row, string topic) =>
        entities.New(Platform.Sensor, $"diagnostic_{row.Member}", row.Name)
            .With("state_topic", topic)
            .With("value_template", $"{{{{ value_json.{row.Member} }}}}")
            .WithOptional("device_class", row.DeviceClass)
            .With("unit_of_measurement", row.Unit)
            .With("state_class", "measurement")
            .With("suggested_display_precision", (double)row.Decimals)
            .With("entity_category", "diagnostic");

    private sealed record Row(string Member, string Name, string? DeviceClass, string Unit, int Decimals);
}
