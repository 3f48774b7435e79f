namespace CamAgent.Hardware.Sensors.Classes;

/// <summary>Thermal zones. Documentation/driver-api/thermal/sysfs-api.rst: <c>type</c>, and <c>temp</c> in milli degrees Celsius.</summary>
internal sealed class ThermalClass : SensorClass
{
    private const string Suffix = "-thermal";

    public override string Folder => "class/thermal";

    public override bool IsDevice(string entry, string folder) => entry.StartsWith("thermal_zone", StringComparison.Ordinal);

    // Zones have no place in the tree of devices; device trees name them, and in its order the kernel counts them.
    public override string IdentityOf(string folder) => $"{SysfsFile.ReadLabel(Path.Combine(folder, "type"))} {Path.GetFileName(folder)}";

    public override IReadOnlyList<SensorChannel> Probe(string folder)
    {
        var type = SensorName.Slug(SysfsFile.ReadLabel(Path.Combine(folder, "type")));
        if (type.Length == 0 || !File.Exists(Path.Combine(folder, "temp")))
            return [];
        if (type.EndsWith(Suffix, StringComparison.Ordinal) && type.Length > Suffix.Length)
            type = type[..^Suffix.Length];
        return [new ScaledChannel(SensorName.Join(type, SensorKind.Temperature.Word()), SensorKind.Temperature, "temp", 1e-3)];
    }
}
