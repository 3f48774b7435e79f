using System.Text.Json;

namespace CamAgent.Tests.HomeAutomation;

/// <summary>Reads a discovery message as strictly as Home Assistant documents it, and lists what it would not take.</summary>
internal static class DiscoverySchema
{
    private static readonly string[] Root = ["device", "origin", "components", "availability", "availability_mode", "qos", "encoding", "state_topic", "command_topic"];

    private static readonly string[] Device =
    [
        "identifiers", "connections", "name", "manufacturer", "model", "model_id", "serial_number", "sw_version", "hw_version", "suggested_area", "via_device",
        "configuration_url",
    ];

    private static readonly string[] Origin = ["name", "sw_version", "support_url"];

    public static IReadOnlyList<string> Problems(JsonElement message)
    {
        var problems = new List<string>();
        Only(message, Root, "message", problems);
        Only(message.GetProperty("device"), Device, "device", problems);
        Only(message.GetProperty("origin"), Origin, "origin", problems);
        if (message.GetProperty("device").GetProperty("identifiers").GetArrayLength() == 0)
            problems.Add("device: no identifiers");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var component in message.GetProperty("components").EnumerateObject())
            Check(component.Name, component.Value, ids, problems);
        return problems;
    }

    private static void Check(string id, JsonElement component, HashSet<string> ids, List<string> problems)
    {
        if (!component.TryGetProperty("platform", out var named) || !DocumentedOptions.HasPlatform(named.GetString()!))
        {
            problems.Add($"{id}: platform missing or unknown");
            return;
        }

        var platform = named.GetString()!;
        // With its platform alone it is taken away.
        if (component.GetPropertyCount() == 1)
            return;
        foreach (var option in component.EnumerateObject())
        {
            if (!DocumentedOptions.Knows(platform, option.Name))
                problems.Add($"{id}: {platform} has no option {option.Name}");
        }

        foreach (var required in DocumentedOptions.Required(platform))
        {
            if (!component.TryGetProperty(required, out _))
                problems.Add($"{id}: {required} is missing");
        }

        if (component.TryGetProperty("unique_id", out var unique) && !ids.Add(unique.GetString()!))
            problems.Add($"{id}: unique_id {unique} is taken");
        CheckClass(id, platform, component, problems);
    }

    private static void CheckClass(string id, string platform, JsonElement component, List<string> problems)
    {
        if (component.TryGetProperty("device_class", out var named))
        {
            var deviceClass = named.GetString()!;
            if (!DocumentedOptions.HasClass(platform, deviceClass))
                problems.Add($"{id}: {platform} has no class {deviceClass}");
            if (platform is "sensor" or "number"
                && !DocumentedOptions.TakesUnit(deviceClass, component.TryGetProperty("unit_of_measurement", out var unit) ? unit.GetString() : null))
                problems.Add($"{id}: the unit does not fit class {deviceClass}");
        }

        if (component.TryGetProperty("state_class", out var stateClass) && stateClass.GetString() is not ("measurement" or "total" or "total_increasing"))
            problems.Add($"{id}: state_class {stateClass}");
        // Home Assistant keeps the category "config" for what can be set.
        if (component.TryGetProperty("entity_category", out var category)
            && (category.GetString() is not ("config" or "diagnostic") || (category.GetString() == "config" && platform is "sensor" or "binary_sensor")))
            problems.Add($"{id}: entity_category {category}");
    }

    private static void Only(JsonElement element, string[] allowed, string where, List<string> problems)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!allowed.Contains(member.Name))
                problems.Add($"{where}: unknown key {member.Name}");
        }
    }
}
