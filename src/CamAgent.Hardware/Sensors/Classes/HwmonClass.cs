using System.Globalization;

namespace CamAgent.Hardware.Sensors.Classes;

/// <summary>Hardware monitoring. Files and units: the kernel's Documentation/hwmon/sysfs-interface.rst.</summary>
internal sealed class HwmonClass : SensorClass
{
    public override string Folder => "class/hwmon";

    // Thermal zones and 1-Wire thermometers are mirrored here; each is read once, where it says more.
    public override bool IsDevice(string entry, string folder) =>
        entry.StartsWith("hwmon", StringComparison.Ordinal) && !folder.Contains("/thermal_zone", StringComparison.Ordinal)
        && SysfsFile.ReadLabel(Path.Combine(folder, "name")) != "w1_slave_temp";

    public override string IdentityOf(string folder) => $"{Above(folder, "hwmon/hwmon")} {SysfsFile.ReadLabel(Path.Combine(folder, "name"))}";

    public override IReadOnlyList<SensorChannel> Probe(string folder)
    {
        var device = SensorName.Slug(SysfsFile.ReadLabel(Path.Combine(folder, "name")));
        if (device.Length == 0)
            device = "hwmon";
        var files = SysfsFile.List(folder).Select(file => Path.GetFileName(file)).ToHashSet(StringComparer.Ordinal);
        var found = files.Select(file => Parse(file, files)).OfType<HwmonFile>().OrderBy(file => file.Kind).ThenBy(file => file.Number).ToArray();
        var channels = new List<SensorChannel>();
        var unlabelled = 0;
        foreach (var file in found)
        {
            var label = SensorName.Slug(SysfsFile.ReadLabel(Path.Combine(folder, $"{file.Prefix}_label")));
            if (label.Length == 0 && ++unlabelled > MostUnlabelled)
                continue;
            var isAlone = found.Count(other => other.Kind == file.Kind) == 1;
            var middle = label.Length > 0 ? label : isAlone ? "" : file.Number.ToString(CultureInfo.InvariantCulture);
            channels.Add(new ScaledChannel(SensorName.Join(device, middle, file.Kind.Word()), file.Kind, file.Name, file.Factor)
            {
                FaultAttribute = files.Contains($"{file.Prefix}_fault") ? $"{file.Prefix}_fault" : null,
            });
        }

        return channels;
    }

    private static HwmonFile? Parse(string name, HashSet<string> files)
    {
        var end = name.IndexOf('_', StringComparison.Ordinal);
        if (end < 0)
            return null;
        var prefix = name[..end];
        var type = prefix.TrimEnd("0123456789".ToCharArray());
        if (!int.TryParse(prefix.AsSpan(type.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        // Power may be averaged by the chip alone.
        if (name[end..] != "_input" && !(type == "power" && name[end..] == "_average" && !files.Contains($"{prefix}_input")))
            return null;
        return type switch
        {
            "temp" => new HwmonFile(name, prefix, number, SensorKind.Temperature, 1e-3),
            "in" => new HwmonFile(name, prefix, number, SensorKind.Voltage, 1e-3),
            "curr" => new HwmonFile(name, prefix, number, SensorKind.Current, 1e-3),
            "power" => new HwmonFile(name, prefix, number, SensorKind.Power, 1e-6),
            // Microjoules to watt hours.
            "energy" => new HwmonFile(name, prefix, number, SensorKind.Energy, 1e-6 / 3600),
            "humidity" => new HwmonFile(name, prefix, number, SensorKind.Humidity, 1e-3),
            "fan" => new HwmonFile(name, prefix, number, SensorKind.FanSpeed, 1),
            _ => null,
        };
    }

    private sealed record HwmonFile(string Name, string Prefix, int Number, SensorKind Kind, double Factor);
}
