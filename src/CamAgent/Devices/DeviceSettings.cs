using CamAgent.Configuration;
using CamAgent.Hardware.Gpio;

namespace CamAgent.Devices;

/// <summary>Configured lines as the hardware's part takes them.</summary>
internal static class DeviceSettings
{
    public static GpioInputSettings ToSettings(this GpioInputConfiguration input) => new(input.Name, input.Chip, input.Line)
    {
        ActiveLow = input.ActiveLow,
        Bias = input.Bias,
        Debounce = TimeSpan.FromMilliseconds(input.DebounceMs),
    };

    public static GpioOutputSettings ToSettings(this GpioOutputConfiguration output) => new(output.Name, output.Chip, output.Line) { Initial = output.Initial };
}
