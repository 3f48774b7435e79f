using CamAgent.Hardware.Sensors.Classes;

namespace CamAgent.Hardware.Sensors;

/// <summary>
/// The sensors that the kernel's drivers publish in sysfs: IIO, hwmon, 1-Wire thermometers, thermal zones. The kernel knows hundreds of chips; there are no
/// register maps here.
/// </summary>
public sealed class SysfsSensors : SensorSource
{
    /// <summary>More is a machine room, and not what home automation wants to see.</summary>
    private const int MostSensors = 256;

    private readonly string _root;
    private readonly SensorClass[] _classes;
    private readonly Dictionary<string, IReadOnlyList<SysfsSensor>> _devices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <param name="root">The machine's <c>/sys</c>, or a copy.</param>
    public SysfsSensors(string root = "/sys")
    {
        _root = root;
        _classes = [new IioClass(), new HwmonClass(), new OneWireClass(), new ThermalClass()];
    }

    public override IReadOnlyList<Sensor> Discover()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<(string Device, SensorClass Class, string Folder)>();
        foreach (var sensorClass in _classes)
        {
            foreach (var entry in SysfsFile.List(Path.Combine(_root, sensorClass.Folder)))
            {
                var folder = SysfsFile.Resolve(entry);
                if (!sensorClass.IsDevice(Path.GetFileName(entry), folder) || !seen.Add(folder))
                    continue;
                if (!_devices.ContainsKey(folder))
                    found.Add((sensorClass.IdentityOf(folder), sensorClass, folder));
            }
        }

        foreach (var gone in _devices.Keys.Where(folder => !seen.Contains(folder)).ToArray())
            _devices.Remove(gone);
        // By identity, not by the kernel's numbers: those depend on which driver was quicker.
        foreach (var (device, sensorClass, folder) in found.OrderBy(device => device.Device, StringComparer.Ordinal))
            Add(device, folder, sensorClass.Probe(folder));
        return [.. _devices.Values.SelectMany(sensors => sensors).OrderBy(sensor => sensor.Name, StringComparer.Ordinal).Take(MostSensors)];
    }

    private void Add(string device, string folder, IReadOnlyList<SensorChannel> channels)
    {
        // Without channels it may be half made; it is looked at again.
        if (channels.Count == 0)
            return;
        // A chip may be two devices of one name: its place in the tree tells them apart.
        if (_devices.Values.Any(sensors => sensors.Any(sensor => _names.GetValueOrDefault(IdentityOf(device, channels[0])) == sensor.Name)))
            device = folder;
        _devices.Add(folder, [.. channels.Select(channel => new SysfsSensor(NameOf(device, channel), folder, channel))]);
    }

    private static string IdentityOf(string device, SensorChannel channel) => $"{device}\n{channel.Attribute}";

    /// <summary>A device that comes back has its old name, whatever came in between.</summary>
    private string NameOf(string device, SensorChannel channel)
    {
        var identity = IdentityOf(device, channel);
        if (_names.TryGetValue(identity, out var name))
            return name;
        for (var number = 1; !_taken.Add(name = SensorName.Numbered(channel.Name, number)); number++)
        {
        }

        return _names[identity] = name;
    }
}
