using System.Buffers.Text;

namespace CamAgent.Hardware.Sensors;

/// <summary>
/// What a Raspberry Pi's firmware says about its power and heat: <c>vcgencmd get_throttled</c>, without the tool. The upper half is what happened since the start.
/// </summary>
[Flags]
public enum PiThrottling
{
    None = 0,
    UnderVoltage = 1 << 0,
    FrequencyCapped = 1 << 1,
    Throttled = 1 << 2,
    SoftTemperatureLimit = 1 << 3,

    /// <summary>All of what is now.</summary>
    Now = UnderVoltage | FrequencyCapped | Throttled | SoftTemperatureLimit,

    UnderVoltageOccurred = 1 << 16,
    FrequencyCappedOccurred = 1 << 17,
    ThrottledOccurred = 1 << 18,
    SoftTemperatureLimitOccurred = 1 << 19,
}

/// <summary>Finds and reads it.</summary>
public static class PiThrottlingReader
{
    private const PiThrottling Known = (PiThrottling)0x000f_000f;

    /// <param name="throttling">Without the under-voltage driver's or the firmware's file (another board): nothing.</param>
    /// <param name="root">The machine's <c>/sys</c>, or a copy.</param>
    public static bool TryRead(out PiThrottling throttling, string root = "/sys")
    {
        Span<byte> text = stackalloc byte[32];
        foreach (var soc in SysfsFile.List(Path.Combine(root, "devices/platform")))
        {
            var name = Path.GetFileName(soc);
            if (!name.StartsWith("soc", StringComparison.Ordinal))
                continue;
            // The Pi kernel's driver of the firmware prints it in hexadecimal.
            var length = SysfsFile.Read(Path.Combine(soc, $"{name}:firmware/get_throttled"), text);
            if (length > 0 && Utf8Parser.TryParse(text[..length], out uint bits, out _, 'x'))
            {
                throttling = (PiThrottling)bits & Known;
                return true;
            }
        }

        return TryReadVoltageAlarm(root, out throttling);
    }

    /// <summary>raspberrypi-hwmon, also in kernels that are not the Pi's own: under-voltage, and nothing else.</summary>
    private static bool TryReadVoltageAlarm(string root, out PiThrottling throttling)
    {
        throttling = PiThrottling.None;
        foreach (var folder in SysfsFile.List(Path.Combine(root, "class/hwmon")))
        {
            if (SysfsFile.ReadLabel(Path.Combine(folder, "name")) == "rpi_volt"
                && SysfsFile.TryReadNumber(Path.Combine(folder, "in0_lcrit_alarm"), out var alarm, out _))
            {
                throttling = alarm != 0 ? PiThrottling.UnderVoltage : PiThrottling.None;
                return true;
            }
        }

        return false;
    }
}
