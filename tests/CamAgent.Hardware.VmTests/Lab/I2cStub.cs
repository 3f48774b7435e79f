using System.Buffers.Binary;
using System.Globalization;

namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>An I²C bus whose chips are memory (Documentation/i2c/i2c-stub.rst), with the drivers of an LM75 and a BMP280 on it.</summary>
internal sealed class I2cStub : IAsyncDisposable
{
    private const byte Lm75Address = 0x48;
    private const byte Bmp280Address = 0x76;

    private readonly KernelModule _module;
    private readonly string _bus;
    private readonly List<byte> _chips = [];

    private I2cStub(KernelModule module, string bus) => (_module, _bus) = (module, bus);

    private string Node => $"/dev/{_bus}";

    private string Directory => $"/sys/bus/i2c/devices/{_bus}";

    internal static async Task<I2cStub> LoadAsync()
    {
        await KernelModule.NeedAsync("i2c-dev");
        var module = await KernelModule.LoadAsync("i2c-stub", $"chip_addr={Lm75Address},{Bmp280Address}");
        var bus = await Eventually.FoundAsync(
            () => System.IO.Directory.EnumerateDirectories("/sys/bus/i2c/devices", "i2c-*")
                .Where(adapter => Guest.Read($"{adapter}/name") == "SMBus stub driver").Select(Path.GetFileName).FirstOrDefault(),
            () => "the stub's adapter did not appear");
        return new(module, bus);
    }

    /// <summary>Adds an LM75.</summary>
    /// <returns>Its hwmon directory: temp1_input in milli-degrees.</returns>
    internal async Task<string> AddLm75Async(int milliCelsius)
    {
        await KernelModule.NeedAsync("lm75");
        SetLm75(milliCelsius);
        await AddAsync("lm75", Lm75Address);
        return await FindAsync(Lm75Address, "hwmon", "hwmon*");
    }

    /// <summary>Sets what the LM75 measures, to half a degree.</summary>
    internal void SetLm75(int milliCelsius)
    {
        // Register 0, upper byte first: the temperature in half degrees in its upper nine bits.
        var register = (ushort)((int)Math.Round(milliCelsius / 500.0) << 7);
        Native.WriteWord(Node, Lm75Address, 0, BinaryPrimitives.ReverseEndianness(register));
    }

    /// <summary>
    /// Adds a BMP280 with the calibration and the readings of its data sheet's example (Bosch BST-BMP280-DS001 §3.12): 25.08 °C and 100 653 Pa.
    /// </summary>
    /// <returns>Its IIO directory: in_temp_input in milli-degrees, in_pressure_input in kilopascals.</returns>
    internal async Task<string> AddBmp280Async()
    {
        await KernelModule.NeedAsync("bmp280-i2c");
        short[] calibration = [27504, 26435, -1000, unchecked((short)36477), -10685, 3024, 2855, 140, -7, 15500, -14600, 6000];
        for (var i = 0; i < calibration.Length; i++)
        {
            SetBmp280((byte)(0x88 + (2 * i)), (byte)calibration[i]);
            SetBmp280((byte)(0x89 + (2 * i)), (byte)(calibration[i] >> 8));
        }

        SetBmp280(0xd0, 0x58);
        SetBmp280Readings(519888, 415148);
        await AddAsync("bmp280", Bmp280Address);
        return await FindAsync(Bmp280Address, ".", "iio:device*");
    }

    /// <summary>Sets the 20-bit values of the BMP280's converter.</summary>
    internal void SetBmp280Readings(int temperature, int pressure)
    {
        Set20(0xf7, pressure);
        Set20(0xfa, temperature);
    }

    /// <summary>Takes a chip's driver off, as when it stops answering at start.</summary>
    internal void Remove(byte address)
    {
        if (_chips.Remove(address))
            Guest.Write($"{Directory}/delete_device", $"0x{address:x2}");
    }

    internal void RemoveLm75() => Remove(Lm75Address);

    public async ValueTask DisposeAsync()
    {
        foreach (var address in _chips.ToArray())
            Remove(address);
        await _module.DisposeAsync();
    }

    private void Set20(byte register, int value)
    {
        SetBmp280(register, (byte)(value >> 12));
        SetBmp280((byte)(register + 1), (byte)(value >> 4));
        SetBmp280((byte)(register + 2), (byte)(value << 4));
    }

    private void SetBmp280(byte register, byte value) => Native.WriteByte(Node, Bmp280Address, register, value);

    private Task AddAsync(string driver, byte address)
    {
        Guest.Write($"{Directory}/new_device", $"{driver} 0x{address:x2}");
        _chips.Add(address);
        return Task.CompletedTask;
    }

    private Task<string> FindAsync(byte address, string below, string pattern)
    {
        var number = _bus[(_bus.IndexOf('-', StringComparison.Ordinal) + 1)..];
        var device = $"/sys/bus/i2c/devices/{number}-{address.ToString("x4", CultureInfo.InvariantCulture)}/{below}";
        return Eventually.FoundAsync(
            () => System.IO.Directory.Exists(device) ? System.IO.Directory.EnumerateDirectories(device, pattern).FirstOrDefault() : null,
            () => $"no {pattern} below {device}");
    }
}
