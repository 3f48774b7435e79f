namespace CamAgent.Hardware.Sensors.Classes;

/// <summary>Industrial I/O: sensors and converters. Files and units: the kernel's Documentation/ABI/testing/sysfs-bus-iio.</summary>
internal sealed class IioClass : SensorClass
{
    private const string Input = "_input";
    private const string Raw = "_raw";

    public override string Folder => "bus/iio/devices";

    public override bool IsDevice(string entry, string folder) => entry.StartsWith("iio:device", StringComparison.Ordinal);

    public override string IdentityOf(string folder) => $"{Above(folder, "iio:device")} {SysfsFile.ReadLabel(Path.Combine(folder, "name"))}";

    public override IReadOnlyList<SensorChannel> Probe(string folder)
    {
        var device = SensorName.Slug(SysfsFile.ReadLabel(Path.Combine(folder, "name")));
        if (device.Length == 0)
            device = "iio";
        var files = SysfsFile.List(folder).Select(file => Path.GetFileName(file)).ToHashSet(StringComparer.Ordinal);
        var channels = new List<SensorChannel>();
        var unlabelled = 0;
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var isRaw = file.EndsWith(Raw, StringComparison.Ordinal);
            if (!file.StartsWith("in_", StringComparison.Ordinal) || !(isRaw || file.EndsWith(Input, StringComparison.Ordinal)))
                continue;
            var channel = file[3..^(isRaw ? Raw : Input).Length];
            if (IioQuantity.Of(channel) is not { } quantity || (isRaw && files.Contains($"in_{channel}{Input}")))
                continue;
            var label = SensorName.Slug(SysfsFile.ReadLabel(Path.Combine(folder, $"in_{channel}_label")));
            if (label.Length == 0 && ++unlabelled > MostUnlabelled)
                continue;
            var name = SensorName.Join(device, label.Length > 0 ? label : quantity.Detail, quantity.Kind.Word());
            if (!isRaw)
                channels.Add(new ScaledChannel(name, quantity.Kind, file, quantity.Factor));
            else if (Shared(files, channel, quantity.Type, "_scale") is { } scale)
                channels.Add(new IioRawChannel(name, quantity.Kind, file, quantity.Factor, scale, Shared(files, channel, quantity.Type, "_offset")));
        }

        return channels;
    }

    /// <summary>An attribute of one channel may be its own, its type's (<c>in_voltage_scale</c>, <c>in_voltage-voltage_scale</c>), its direction's or the device's.</summary>
    private static string? Shared(HashSet<string> files, string channel, string type, string attribute)
    {
        foreach (var candidate in (ReadOnlySpan<string>)[$"in_{channel}{attribute}", $"in_{type}{attribute}", $"in{attribute}", attribute[1..]])
        {
            if (files.Contains(candidate))
                return candidate;
        }

        return null;
    }
}

/// <summary>(raw + offset) · scale. Both may change while the driver runs (a gain, a range) and are read each time.</summary>
internal sealed record IioRawChannel(string Name, SensorKind Kind, string Attribute, double Factor, string Scale, string? Offset) : SensorChannel(Name, Kind, Attribute)
{
    public override bool TryRead(string folder, out double value, out int error, out string? problem)
    {
        problem = null;
        var offset = 0.0;
        var scale = 0.0;
        var isRead = SysfsFile.TryReadNumber(Path.Combine(folder, Attribute), out value, out error)
            && SysfsFile.TryReadNumber(Path.Combine(folder, Scale), out scale, out error)
            && (Offset is null || SysfsFile.TryReadNumber(Path.Combine(folder, Offset), out offset, out error));
        value = (value + offset) * scale * Factor;
        return isRead && double.IsFinite(value);
    }
}
