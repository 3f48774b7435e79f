namespace CamAgent.Tests.HomeAutomation;

/// <summary>
/// What Home Assistant documents for each platform of its MQTT integration (home-assistant.io, "MQTT" and the page of each platform): options and
/// device classes. Written from there, not from the agent: an option that is not here would be refused, or silently do nothing.
/// </summary>
internal static class DocumentedOptions
{
    private static readonly string[] OfEntities =
    [
        "platform", "unique_id", "name", "availability", "availability_mode", "device_class", "entity_category", "icon", "enabled_by_default", "encoding",
        "json_attributes_topic", "json_attributes_template", "qos", "default_entity_id", "entity_picture",
    ];

    private static readonly Dictionary<string, string[]> OfPlatforms = new(StringComparer.Ordinal)
    {
        ["binary_sensor"] = ["state_topic", "payload_on", "payload_off", "off_delay", "expire_after", "force_update", "value_template"],
        ["button"] = ["command_topic", "command_template", "payload_press", "retain"],
        ["camera"] = ["topic", "image_encoding"],
        ["event"] = ["state_topic", "event_types", "value_template"],
        ["image"] = ["image_topic", "url_topic", "url_template", "content_type", "image_encoding"],
        ["light"] = ["state_topic", "command_topic", "payload_on", "payload_off", "optimistic", "retain", "schema"],
        ["number"] = ["state_topic", "command_topic", "command_template", "min", "max", "step", "mode", "unit_of_measurement", "value_template", "optimistic", "retain"],
        ["select"] = ["state_topic", "command_topic", "command_template", "options", "value_template", "optimistic", "retain"],
        ["sensor"] =
        [
            "state_topic", "state_class", "unit_of_measurement", "suggested_display_precision", "value_template", "expire_after", "force_update", "options",
            "last_reset_value_template",
        ],
        ["siren"] =
        [
            "state_topic", "command_topic", "command_template", "command_off_template", "support_duration", "support_volume_set", "available_tones",
            "payload_on", "payload_off", "state_on", "state_off", "optimistic", "retain",
        ],
        ["switch"] = ["state_topic", "command_topic", "command_template", "payload_on", "payload_off", "state_on", "state_off", "value_template", "optimistic", "retain"],
        ["update"] =
        [
            "state_topic", "command_topic", "payload_install", "latest_version_topic", "latest_version_template", "value_template", "title", "release_url",
            "release_summary", "display_precision",
        ],
    };

    private static readonly string[] OfDeviceTriggers = ["platform", "automation_type", "topic", "type", "subtype", "payload", "value_template", "qos"];

    private static readonly Dictionary<string, string[]> RequiredOf = new(StringComparer.Ordinal)
    {
        ["binary_sensor"] = ["state_topic"],
        ["button"] = ["command_topic"],
        ["camera"] = ["topic"],
        ["device_automation"] = ["automation_type", "topic", "type", "subtype"],
        ["event"] = ["state_topic", "event_types"],
        ["image"] = ["image_topic"],
        ["light"] = ["command_topic"],
        ["number"] = ["command_topic"],
        ["select"] = ["command_topic", "options"],
        ["sensor"] = ["state_topic"],
        ["siren"] = ["command_topic"],
        ["switch"] = ["command_topic"],
        ["update"] = ["state_topic"],
    };

    private static readonly Dictionary<string, string[]> ClassesOf = new(StringComparer.Ordinal)
    {
        ["binary_sensor"] =
        [
            "battery", "battery_charging", "carbon_monoxide", "cold", "connectivity", "door", "garage_door", "gas", "heat", "light", "lock", "moisture", "motion",
            "moving", "occupancy", "opening", "plug", "power", "presence", "problem", "running", "safety", "smoke", "sound", "tamper", "update", "vibration", "window",
        ],
        ["button"] = ["identify", "restart", "update"],
        ["event"] = ["button", "doorbell", "motion"],
        ["number"] = NumericClasses,
        ["sensor"] = NumericClasses,
        ["switch"] = ["outlet", "switch"],
        ["update"] = ["firmware"],
    };

    private static readonly Dictionary<string, string[]> UnitsOf = new(StringComparer.Ordinal)
    {
        ["atmospheric_pressure"] = ["cbar", "bar", "hPa", "mmHg", "inHg", "kPa", "mbar", "Pa", "psi", "mPa"],
        ["carbon_dioxide"] = ["ppm"],
        ["current"] = ["A", "mA"],
        ["data_rate"] = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "B/s", "kB/s", "MB/s", "GB/s", "KiB/s", "MiB/s", "GiB/s"],
        ["data_size"] = ["bit", "kbit", "Mbit", "Gbit", "B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"],
        ["distance"] = ["km", "m", "cm", "mm", "mi", "nmi", "yd", "in"],
        ["duration"] = ["d", "h", "min", "s", "ms", "µs"],
        ["energy"] = ["J", "kJ", "MJ", "GJ", "mWh", "Wh", "kWh", "MWh", "GWh", "TWh", "cal", "kcal", "Mcal", "Gcal"],
        ["frequency"] = ["Hz", "kHz", "MHz", "GHz"],
        ["humidity"] = ["%"],
        ["illuminance"] = ["lx"],
        ["ph"] = [],
        ["pm1"] = ["µg/m³"],
        ["pm10"] = ["µg/m³"],
        ["pm25"] = ["µg/m³"],
        ["power"] = ["mW", "W", "kW", "MW", "GW", "TW"],
        ["signal_strength"] = ["dB", "dBm"],
        ["temperature"] = ["°C", "°F", "K"],
        ["volatile_organic_compounds_parts"] = ["ppb", "ppm"],
        ["voltage"] = ["V", "mV", "µV", "kV", "MV"],
    };

    private static string[] NumericClasses =>
    [
        "atmospheric_pressure", "carbon_dioxide", "current", "data_rate", "data_size", "distance", "duration", "energy", "frequency", "humidity", "illuminance",
        "ph", "pm1", "pm10", "pm25", "power", "signal_strength", "temperature", "volatile_organic_compounds_parts", "voltage",
    ];

    public static bool HasPlatform(string platform) => RequiredOf.ContainsKey(platform);

    public static IEnumerable<string> Required(string platform) =>
        platform == "device_automation" ? RequiredOf[platform] : RequiredOf[platform].Append("unique_id");

    public static bool Knows(string platform, string option) =>
        platform == "device_automation" ? OfDeviceTriggers.Contains(option) : OfEntities.Contains(option) || OfPlatforms[platform].Contains(option);

    public static bool HasClass(string platform, string deviceClass) => ClassesOf.TryGetValue(platform, out var classes) && classes.Contains(deviceClass);

    /// <param name="unit">Null: none is given.</param>
    public static bool TakesUnit(string deviceClass, string? unit) =>
        UnitsOf.TryGetValue(deviceClass, out var units) && (unit is null ? units.Length == 0 : units.Contains(unit));
}
