using CamAgent.HomeAutomation.Discovery;

namespace CamAgent.HomeAutomation.Entities;

/// <summary>GPIO outputs: lights, sirens, and switches for the rest.</summary>
internal static class OutputEntities
{
    public static Component Of(EntityBuilder entities, string name, string kind)
    {
        var component = entities.NewPart(PlatformOf(kind), $"output_{name}", EntityBuilder.Readable(name), $"output/{name}")
            .With("state_topic", entities.Topics.Of($"output/{name}/state"))
            .With("command_topic", entities.Topics.Of($"output/{name}/set"));
        return kind switch
        {
            // Without a template a siren is sent JSON; ours takes ON and OFF (contract §6).
            "siren" => component.With("command_template", "{{ value }}").With("support_duration", false).With("support_volume_set", false),
            "switch" or "outlet" => component.With("device_class", kind),
            _ => component,
        };
    }

    private static string PlatformOf(string kind) => kind switch
    {
        "light" => Platform.Light,
        "siren" => Platform.Siren,
        _ => Platform.Switch,
    };
}
