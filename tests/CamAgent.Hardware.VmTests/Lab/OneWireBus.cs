namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>A 1-wire bus with DS18B20 thermometers (tests/vm/modules/w1_thermometer.c), 28-000000000001 and on.</summary>
internal sealed class OneWireBus : IAsyncDisposable
{
    private readonly KernelModule _module;
    private readonly int[] _temperatures;

    private OneWireBus(KernelModule module, int[] temperatures) => (_module, _temperatures) = (module, temperatures);

    /// <param name="milliCelsius">What each thermometer measures; up to four.</param>
    internal static async Task<OneWireBus> LoadAsync(params int[] milliCelsius)
    {
        // Searches each second, and who is missed once has gone: else a thermometer takes a minute and a half to vanish.
        await KernelModule.NeedAsync("wire", "timeout=1", "slave_ttl=1");
        await KernelModule.NeedAsync("w1_therm");
        var wire = new OneWireBus(await KernelModule.LoadAsync("w1_thermometer", $"temperature={string.Join(',', milliCelsius)}"), milliCelsius);
        for (var i = 0; i < milliCelsius.Length; i++)
        {
            var directory = DirectoryOf(i);
            await Eventually.TrueAsync(() => File.Exists($"{directory}/temperature"), () => $"{directory} did not appear");
        }

        return wire;
    }

    /// <summary>A thermometer's place in sysfs: temperature in milli-degrees, w1_slave with the scratchpad.</summary>
    internal static string DirectoryOf(int thermometer) => $"/sys/bus/w1/devices/28-{thermometer + 1:x12}";

    internal void SetTemperature(int thermometer, int milliCelsius)
    {
        _temperatures[thermometer] = milliCelsius;
        _module["temperature"] = string.Join(',', _temperatures);
    }

    /// <summary>False: nobody answers any more, as with the cable cut.</summary>
    internal bool IsPresent
    {
        set => _module["present"] = value ? "1" : "0";
    }

    /// <summary>True: what the thermometers answer has a wrong CRC.</summary>
    internal bool IsGarbled
    {
        set => _module["garbled"] = value ? "1" : "0";
    }

    public ValueTask DisposeAsync() => _module.DisposeAsync();
}
