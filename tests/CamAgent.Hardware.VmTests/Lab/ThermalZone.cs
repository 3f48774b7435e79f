using System.Globalization;

namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>A thermal zone as a Pi's processor has one (tests/vm/modules/zone_thermometer.c).</summary>
internal sealed class ThermalZone : IAsyncDisposable
{
    private readonly KernelModule _module;

    private ThermalZone(KernelModule module, string directory) => (_module, Directory) = (module, directory);

    /// <summary>/sys/class/thermal/thermal_zoneN: type and temp (milli-degrees).</summary>
    internal string Directory { get; }

    internal static async Task<ThermalZone> LoadAsync(int milliCelsius, string type = "cpu-thermal")
    {
        var module = await KernelModule.LoadAsync("zone_thermometer", $"temperature={milliCelsius}", $"type={type}");
        return new(module, await Eventually.FoundAsync(
            () => System.IO.Directory.EnumerateDirectories("/sys/class/thermal", "thermal_zone*").FirstOrDefault(zone => Guest.Read($"{zone}/type") == type),
            () => $"no zone of type {type}"));
    }

    internal int MilliCelsius
    {
        set => _module["temperature"] = value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>True: reading it is an I/O error.</summary>
    internal bool IsFailing
    {
        set => _module["failing"] = value ? "1" : "0";
    }

    public ValueTask DisposeAsync() => _module.DisposeAsync();
}
