using CamAgent.Hardware.Sensors;

namespace CamAgent.Hardware.Tests.Sensors;

/// <summary>A copy of /sys, laid out as the kernel does: devices in one tree, classes full of links into it.</summary>
internal sealed class SysfsTree : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("camagent-sysfs");

    public SysfsTree() => Sensors = new SysfsSensors(Root);

    public string Root => _root.FullName;

    public SysfsSensors Sensors { get; }

    /// <summary>On an I²C bus at 0x76: <c>I2cDevice("1-0076", "iio:device0", "bme280", …)</c>.</summary>
    public string Iio(string device, int number, string name, params (string File, string Text)[] files) =>
        Device($"devices/platform/soc/fe804000.i2c/i2c-1/{device}/iio:device{number}", "bus/iio/devices", [("name", $"{name}\n"), .. files]);

    public string Hwmon(string device, int number, string name, params (string File, string Text)[] files) =>
        Device($"devices/platform/soc/fe804000.i2c/i2c-1/{device}/hwmon/hwmon{number}", "class/hwmon", [("name", $"{name}\n"), .. files]);

    public string OneWire(string serial, string text)
    {
        var folder = Device($"devices/w1_bus_master1/{serial}", "bus/w1/devices", [("w1_slave", text), ("name", $"{serial}\n")]);
        // The driver has a mirror in hwmon.
        Device($"devices/w1_bus_master1/{serial}/hwmon/hwmon9{serial[^1]}", "class/hwmon", [("name", "w1_slave_temp\n"), ("temp1_input", "23125\n")]);
        return folder;
    }

    public string Thermal(int number, string type, string text)
    {
        var folder = Device($"devices/virtual/thermal/thermal_zone{number}", "class/thermal", [("type", $"{type}\n"), ("temp", text)]);
        Device($"devices/virtual/thermal/thermal_zone{number}/hwmon{number}", "class/hwmon", [("name", $"{type.Replace('-', '_')}\n"), ("temp1_input", text)]);
        return folder;
    }

    /// <summary>Makes a directory with files, and its class's link to it.</summary>
    public string Device(string path, string sensorClass, params (string File, string Text)[] files)
    {
        var folder = Path.Combine(Root, path);
        Directory.CreateDirectory(folder);
        foreach (var (file, text) in files)
            File.WriteAllText(Path.Combine(folder, file), text);
        var links = Path.Combine(Root, sensorClass);
        Directory.CreateDirectory(links);
        var link = Path.Combine(links, Path.GetFileName(folder));
        if (!File.Exists(link) && !Directory.Exists(link))
            Directory.CreateSymbolicLink(link, Path.GetRelativePath(links, folder));
        return folder;
    }

    /// <summary>Takes a device away, with its link.</summary>
    public void Remove(string folder)
    {
        foreach (var sensorClass in (string[])["bus/iio/devices", "class/hwmon", "bus/w1/devices", "class/thermal"])
        {
            var link = new DirectoryInfo(Path.Combine(Root, sensorClass, Path.GetFileName(folder)));
            if (link.LinkTarget is not null)
                link.Delete();
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary><c>name value unit</c>, one each.</summary>
    public string[] Readings() => [.. Sensors.Discover().Select(Describe)];

    public static string Describe(Sensor sensor) => sensor.TryRead(out var value, out var problem)
        ? FormattableString.Invariant($"{sensor.Name} {value} {sensor.Unit}")
        : $"{sensor.Name}: {problem}";

    public void Dispose() => _root.Delete(recursive: true);
}
